"""Finds the browser of the browser tests, and fetches one where none is: `python -m tests.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MEND = (
    "No Chromium was found or could be fetched: install one, or name it, as in "
    "`CHROMIUM=/path/to/chromium make test`. Everything but the browser tests runs without: "
    "`.venv/bin/python -m pytest -m 'not browser'`."
)


def find() -> str | None:
    """The path of a Chromium: the one CHROMIUM names, an installed one, Playwright's own; None where there is none."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    installed = (shutil.which(name) for name in NAMES)
    mac = (path for path in MAC if Path(path).exists())
    return next((path for path in (*installed, *mac, _of_playwright()) if path), None)


def fetch() -> None:
    """Fetch a Chromium: Debian's for root, else the one that Playwright offers. Raises nothing; see `find` after."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium-headless-shell"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False, stdout=subprocess.DEVNULL)
        if find():
            return
        subprocess.run(
            ["apt-get", "-qq", "install", "-y", "chromium"], env=quiet, check=False, stdout=subprocess.DEVNULL
        )
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"], check=False)


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
        shells = sorted(Path(path).parents[2].glob("chromium_headless_shell-*/*/*headless*shell*")) if path else []
    return next((str(one) for one in (Path(path), *shells) if one.is_file()), None)


def main() -> None:
    print(f"{'Browser for tests':<44}", end="", flush=True)
    if not find():
        print("fetching", flush=True)
        fetch()
    path = find()
    print(path or "failed", flush=True)
    if path is None:
        sys.exit(MEND)


if __name__ == "__main__":
    main()
