"""Files of the pages: addresses that change with the content, so that browsers may keep them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mobility.web import assets
from tests.client import Client
from tests.cookies import page
from tests.factories.people import home


def test_the_address_changes_with_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    file = tmp_path / "a.css"
    file.write_text("a{}")
    first = assets.asset("a.css")
    assert first == assets.asset("a.css")
    file.write_text("b{}")
    os.utime(file, ns=(1, 1))
    assert assets.asset("a.css") != first
    assert first.startswith("/static/a.css?v=")


def test_a_file_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(FileNotFoundError):
        assets.asset("css/no-such-file.css")


def test_everything_a_page_asks_for_is_there(client: Client) -> None:
    home()
    soup = page(client.get("/"))
    asked = [
        str(tag[name])
        for tag in soup.select("link[href], script[src], img[src]")
        for name in ("href", "src")
        if tag.get(name)
    ]
    assert len(asked) >= 5
    assert {address: client.get(address).status_code for address in asked} == dict.fromkeys(asked, 200)
