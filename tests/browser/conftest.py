"""The browser of these tests: the Chromium that was found, and the rules of accessibility it is asked by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import chromium

AXE = Path(__file__).with_name("vendor") / "axe.min.js"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that `make test` found; Playwright has none of its own here."""
    path = chromium.find()
    assert path is not None, chromium.MEND
    return {**browser_type_launch_args, "executable_path": path}


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility rules as a script; evaluate it in a page, since our policy refuses script tags from outside."""
    return AXE.read_text(encoding="utf-8")
