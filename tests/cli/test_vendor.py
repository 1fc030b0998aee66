"""The front-end files are copied as pinned, or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mobility.cli.vendor import FILES, ROOT, Pinned, Spoiled, copy


@pytest.fixture
def root(tmp_path: Path) -> Path:
    source = tmp_path / "node_modules" / "kit" / "kit.css"
    source.parent.mkdir(parents=True)
    source.write_text("body{}")
    return tmp_path


def pinned(content: str, name: str = "kit.css") -> Pinned:
    return Pinned(f"kit/{name}", f"static/{name}", hashlib.sha256(content.encode()).hexdigest())


def test_a_pinned_file_is_copied(root: Path) -> None:
    copy(root, (pinned("body{}"),))
    assert (root / "static" / "kit.css").read_text() == "body{}"


def test_a_changed_or_missing_file_stops_before_anything_is_copied(root: Path) -> None:
    with pytest.raises(Spoiled, match="is not the file that was pinned"):
        copy(root, (pinned("body{}"), pinned("p{}")))
    with pytest.raises(Spoiled, match="is missing"):
        copy(root, (pinned("body{}"), pinned("", "other.css")))
    assert not (root / "static").exists()


def test_set_up_has_put_every_file_in_its_place() -> None:
    found = {file.target: hashlib.sha256((ROOT / file.target).read_bytes()).hexdigest() for file in FILES}
    assert found == {file.target: file.sha256 for file in FILES}
