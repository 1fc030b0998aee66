"""Copies the few files of others that pages and printed sheets use out of node_modules, none into git.

Run by `make setup` as `python -m mobility.cli.vendor`. A file whose content is not the pinned one is refused.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = "mobility/web/static/vendor"
TESTS: Final = "tests/browser/vendor"
FONTS: Final = "mobility/services/papers/fonts"
_NOTO: Final = "@expo-google-fonts/noto-sans-sc"


@dataclass(frozen=True)
class Pinned:
    """One file: where the package has it, where we want it, and the SHA-256 of its content."""

    source: str
    target: str
    sha256: str


FILES: Final = (
    Pinned(
        "bootstrap/dist/css/bootstrap.min.css",
        f"{PAGES}/bootstrap.min.css",
        "9caac977a0af0c2229abd397eee3345899c4020da2a1a0b711c1cc543fe3719d",
    ),
    Pinned(
        "bootstrap/dist/css/bootstrap.rtl.min.css",
        f"{PAGES}/bootstrap.rtl.min.css",
        "9eaaeda632b9153c5574293ef02c2bcaeeefa14a81771c6e25fd46eb3aad3a0b",
    ),
    Pinned(
        "bootstrap/dist/js/bootstrap.bundle.min.js",
        f"{PAGES}/bootstrap.bundle.min.js",
        "4ad2ad30a7df1fa0a615c4cfeb1aeffbe92019a8dff0262c99464acbd56dca5c",
    ),
    Pinned(
        "bootstrap/LICENSE",
        f"{PAGES}/bootstrap.LICENSE.txt",
        "bc0cd18d94c028f1c0b62ec9fdaddcb9921c1e07c29cf52dc7df8cca9daf2488",
    ),
    Pinned(
        f"{_NOTO}/400Regular/NotoSansSC_400Regular.ttf",
        f"{FONTS}/NotoSansSC-Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    Pinned(
        f"{_NOTO}/700Bold/NotoSansSC_700Bold.ttf",
        f"{FONTS}/NotoSansSC-Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    ),
    Pinned(
        f"{_NOTO}/LICENSE_FONT",
        f"{FONTS}/LICENSE.txt",
        "1c05c68c34f9708415aada51f17e1b0092d2cea709bf4a94cd38114f9e73d7d9",
    ),
    Pinned(
        "axe-core/axe.min.js",
        f"{TESTS}/axe.min.js",
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
    ),
)


class Spoiled(Exception):
    """A file is missing or is not the one that was pinned; the message is for the person at the terminal."""


def copy(root: Path = ROOT, files: tuple[Pinned, ...] = FILES) -> None:
    """Copy all files below `root`. Raises Spoiled, before anything is copied, when one of them is not as pinned."""
    for file in files:
        _check(root / "node_modules" / file.source, file.sha256)
    for file in files:
        target = root / file.target
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / file.source, target)


def _check(path: Path, sha256: str) -> None:
    if not path.is_file():
        raise Spoiled(f"{path} is missing: remove node_modules and run `make setup` again.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise Spoiled(f"{path} is not the file that was pinned: remove node_modules and run `make setup` again.")


if __name__ == "__main__":
    try:
        copy()
    except Spoiled as spoiled:
        sys.exit(str(spoiled))
