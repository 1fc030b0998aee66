"""The gallery draws every part that several pages are made of, and pages use every part."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2.runtime import Macro

from mobility.app import TEMPLATES
from tests.client import Client
from tests.factories.people import home

MACRO = r"{%-? macro (\w+)\("
SHARED = ("components/*.html", "head/parts.html", "public/parts.html", "student/parts.html")
"""Where the parts lie that several pages are made of."""


def test_the_gallery_shows_every_part_that_pages_are_made_of(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    home()
    drawn = set()
    invoke = Macro._invoke

    def note(macro: Macro, *given: Any) -> str:
        if macro.name:  # a block that is handed to a macro has none
            drawn.add((Path(macro._func.__code__.co_filename).relative_to(TEMPLATES).as_posix(), macro.name))
        return invoke(macro, *given)

    monkeypatch.setattr(Macro, "_invoke", note)
    for staff in ("", "?for=staff"):
        assert client.get(f"/dev/components{staff}").status_code == 200
    files = [file for pattern in SHARED for file in TEMPLATES.glob(pattern)]
    parts = {
        (file.relative_to(TEMPLATES).as_posix(), name) for file in files for name in re.findall(MACRO, file.read_text())
    }
    assert drawn == parts
    pages = {file: file.read_text() for file in TEMPLATES.rglob("*.html") if file.parent.name != "dev"}
    unused = [
        (file, name)
        for file, name in sorted(parts)
        if not any(re.search(rf"(?<!macro ){name}\(", page) for page in pages.values())
    ]
    assert unused == []
