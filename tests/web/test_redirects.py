"""People are sent to pages of ours only, whatever an address was made to say."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import quote

import pytest
from ada_url import URL
from flask import Flask

from mobility.web import redirects
from tests.client import Client
from tests.cookies import sign_in, token
from tests.factories.people import PASSWORD, make_user

ROOT = Path(__file__).resolve().parents[2] / "mobility"

OURS = ["/", "/account", "/letters?page=2", "/calls/any-call-at-all?lang=en", "/help#anchor", "/applications/7/check"]
FOREIGN = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "http://evil.example",
    "https://evil.example/account",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "//evil.example/%2e%2e",
    "/%2fevil.example",
    "/%5cevil.example",
    "/%2F/evil.example",
    "/account//evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "//account@evil.example",
    "///account@evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "/account\r\nSet-Cookie: a=b",
    "/account\nLocation: //evil.example",
    "http://localhost//evil.example",
    "http://localhost/account",
    "account",
    "",
    "?next=/account",
    "#x",
    "/no/such/page",
    "/sign-out",
    "/people/1/reactivate",
    "/static/css/mobility.css",
    "/" + "a" * 2001,
    "／／evil.example",
    "/%0d%0aSet-Cookie:a=b",
    "//[::1]",
    "https:localhost",
    "ftp://evil.example/",
]


@pytest.mark.parametrize("address", OURS)
def test_pages_of_ours_are_kept(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert redirects.safe_path(address) == address


@pytest.mark.parametrize("address", FOREIGN)
def test_everything_else_is_no_place_to_go(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert redirects.safe_path(address) is None
    with app.test_request_context(f"/sign-in?next={quote(address)}"):
        assert redirects.safe_next("/account") == "/account"


def test_no_sign_in_ever_leads_elsewhere(client: Client) -> None:
    """The header that is really sent, read by the parser that browsers use (WHATWG)."""
    user = make_user()
    for address in FOREIGN:
        if "\x00" in address:  # never read at all: see test_strictness
            continue
        path = f"/sign-in?next={quote(address, safe='')}"
        form = {"login": user.email, "password": PASSWORD, "next": address, "csrf_token": token(client, "/sign-in")}
        answer = client.post(path, data=form)
        assert answer.status_code == 303, address
        assert URL(answer.location, base="http://localhost/sign-in").origin == "http://localhost", address
        client.delete_cookie("mobility", domain="localhost")


def test_no_second_factor_leads_elsewhere_either(client: Client) -> None:
    sign_in(client, make_user())
    for address in FOREIGN:
        if "\x00" not in address:
            answer = client.get(f"/prove?next={quote(address, safe='')}")
            assert URL(answer.location, base="http://localhost/prove").origin == "http://localhost", address


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/people?q=z", "/people?q=z"),
        ("http://evil.example/people", "/help"),
        ("http://localhost//evil.example", "/help"),
        ("http://localhost/no/such/page", "/help"),
        (None, "/help"),
    ],
)
def test_the_way_back_is_the_page_one_came_from(app: Flask, referrer: str | None, back: str) -> None:
    headers = {"Referer": referrer} if referrer else {}
    with app.test_request_context("/", headers=headers):
        assert redirects.came_from("/help") == back
        assert redirects.back("public.help").location == back


def test_only_the_module_of_redirects_redirects() -> None:
    """Everywhere else a redirect leads to `url_for(…)`, whose address nobody from outside can make up."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        if path.name == "redirects.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "redirect":
                target = node.args[0]
                if not (isinstance(target, ast.Call) and ast.unparse(target.func) == "url_for"):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []
