"""Language and light: the choice on the page, then the profile, then the browser."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mobility.database import db
from tests.client import Client
from tests.cookies import page, sign_in, texts
from tests.factories.people import home, make_user


def _language(client: Client, path: str = "/help", **headers: str) -> str:
    return str(_html(page(client.get(path, headers=headers)))["lang"])


def _theme(client: Client, path: str = "/help") -> str | None:
    return _html(page(client.get(path))).get("data-bs-theme")  # type: ignore[return-value]  # one value, since the attribute is no list


def _html(soup: BeautifulSoup) -> dict[str, object]:
    assert soup.html is not None
    return soup.html.attrs


@pytest.mark.parametrize(("accepts", "language"), [("zh-CN,zh;q=0.9", "zh-Hans"), ("fr", "en"), ("en-GB", "en")])
def test_the_browser_speaks_where_nobody_chose(client: Client, accepts: str, language: str) -> None:
    home()
    assert _language(client, **{"Accept-Language": accepts}) == language


def test_a_choice_on_the_page_is_remembered(client: Client) -> None:
    home()
    assert _language(client, "/help?lang=zh_Hans") == "zh-Hans"
    assert _language(client, **{"Accept-Language": "en"}) == "zh-Hans"
    assert _language(client, "/help?lang=en") == "en"


def test_the_profile_speaks_before_the_browser_and_after_the_choice(client: Client) -> None:
    user = make_user(locale="zh_Hans", theme="dark")
    sign_in(client, user)
    assert (_language(client, **{"Accept-Language": "en"}), _theme(client)) == ("zh-Hans", "dark")
    assert (_language(client, "/help?lang=en"), _theme(client, "/help?theme=light")) == ("en", "light")


def test_an_invented_choice_is_none(client: Client) -> None:
    home()
    assert _language(client, "/help?lang=xx") == "en"
    assert _theme(client, "/help?theme=%22%3E%3Cscript%3E") is None
    assert client.get_cookie("lang", domain="localhost") is None


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: Client) -> None:
    home()
    cookie = client.get("/help?lang=en").headers["Set-Cookie"]
    assert {part.strip() for part in cookie.split(";")} >= {"lang=en", "HttpOnly", "SameSite=Lax", "Path=/"}


def test_the_switches_keep_the_page_and_its_arguments(client: Client) -> None:
    home()
    soup = page(client.get("/?text=护理&status=open&lang=en"))
    chinese = soup.select_one('.switches a[hreflang="zh-Hans"]')
    assert chinese is not None
    assert chinese["href"] == "/?text=%E6%8A%A4%E7%90%86&status=open&lang=zh_Hans"
    dark = [link for link in soup.select(".themes a") if link.get_text() == "Dark"]
    assert [link["href"] for link in dark] == ["/?text=%E6%8A%A4%E7%90%86&status=open&lang=en&theme=dark"]


def test_a_language_does_not_stay_for_the_next_person(client: Client) -> None:
    home()
    client.get("/help?lang=zh_Hans")
    client.delete_cookie("lang", domain="localhost")
    assert _language(client) == "en"


def test_moments_are_said_in_the_institutions_time_zone(client: Client) -> None:
    home().time_zone = "Europe/Paris"
    db.session.commit()
    assert "Central European" in " ".join(texts(client.get("/dev/components"), ".deadline"))
