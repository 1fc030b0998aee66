"""Tests of mobility.services.notices.links: letters of each institution lead to its own host."""

from __future__ import annotations

import pytest

from mobility.services.notices.links import links


@pytest.mark.parametrize(
    ("base_url", "hosts", "root"),
    [
        ("https://mobility.example", (), "https://mobility.example"),
        ("https://mobility.example", ("a.example", "b.example"), "https://a.example"),
        ("https://b.example", ("a.example", "b.example"), "https://b.example"),
        ("http://localhost:8000", ("a.example",), "http://a.example:8000"),
    ],
)
def test_the_root_is_the_institutions_own_host(base_url: str, hosts: tuple[str, ...], root: str) -> None:
    assert links(base_url, hosts, {})["inbox"] == f"{root}/letters"


def test_only_pages_whose_ids_are_known_are_linked() -> None:
    known = links("https://a.example", (), {"application_id": 5, "token": None})
    assert known["application"] == "https://a.example/applications/5"
    assert {"invitation", "call"} & known.keys() == set()
