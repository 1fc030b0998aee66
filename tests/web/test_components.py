"""What components say to those who do not see them: names, states, hints and errors tied to their fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, g, render_template_string

from mobility.core.terms import Reason
from mobility.i18n import use_locale
from tests.client import Client
from tests.cookies import page
from tests.factories.people import home

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def gallery(client: Client) -> BeautifulSoup:
    home()
    answer = client.get("/dev/components")
    assert answer.status_code == 200
    return page(answer)


@pytest.fixture
def in_page(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        g.visit = SimpleNamespace(now=NOW, home=None, identity=None)
        yield


def _one(soup: BeautifulSoup, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} for {selector}"
    return found[0]


def _drawn(source: str, **values: object) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(source, **values), "html5lib")


def test_every_field_has_a_label_of_its_own(gallery: BeautifulSoup) -> None:
    fields = gallery.select(".field :is(input, select, textarea)")
    assert len(fields) > 30
    unnamed = [field.get("id") for field in fields if len(gallery.select(f'label[for="{field["id"]}"]')) != 1]
    assert unnamed == []


def test_a_hint_and_an_error_are_read_with_their_field(gallery: BeautifulSoup) -> None:
    assert _one(gallery, "#name")["aria-describedby"] == "name-hint"
    assert "aria-invalid" not in _one(gallery, "#name").attrs
    wrong = _one(gallery, "#wrong-name")
    assert (wrong["aria-describedby"], wrong["aria-invalid"]) == ("wrong-name-hint wrong-name-error", "true")
    assert _one(gallery, "#wrong-name-error").get_text() == "Fill in this field."


def test_everything_that_describes_a_field_is_there(gallery: BeautifulSoup) -> None:
    described = [name for tag in gallery.select("[aria-describedby]") for name in str(tag["aria-describedby"]).split()]
    assert len(described) > 12
    assert [name for name in described if len(gallery.select(f"[id='{name}']")) != 1] == []


@pytest.mark.parametrize(("group", "kind"), [("wrong-wish", "radio"), ("wrong-others", "checkbox")])
def test_choices_are_a_group_with_a_legend(gallery: BeautifulSoup, group: str, kind: str) -> None:
    fieldset = _one(gallery, f"fieldset#{group}")
    assert fieldset.legend is not None
    assert f"{group}-error" in str(fieldset["aria-describedby"])
    inputs = fieldset.select("input")
    assert {(one["type"], one["name"], one["aria-invalid"]) for one in inputs} == {(kind, group, "true")}
    assert len({one["id"] for one in inputs}) == 3


def test_browsers_may_fill_in_what_is_the_persons_own(gallery: BeautifulSoup) -> None:
    filled = {str(one["name"]): one["autocomplete"] for one in gallery.select("form [autocomplete]")}
    assert filled == {"name": "name", "email": "email", "password": "current-password"}


def test_the_error_summary_leads_to_every_field_that_is_wrong(gallery: BeautifulSoup) -> None:
    summary = _one(gallery, ".error-summary")
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    targets = [str(link["href"]) for link in summary.select("a")]
    assert len(targets) == 12
    assert [one for one in targets if len(gallery.select(f"[id='{one[1:]}']")) != 1] == []
    assert summary.select("li")[-1].get_text() == "Nothing of this form was saved."


def test_ids_are_given_once(gallery: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in gallery.select("[id]")]
    assert sorted(set(ids)) == sorted(ids)


def test_a_state_is_a_word_beside_its_icon(gallery: BeautifulSoup) -> None:
    badges = gallery.select(".badge-state")
    assert len(badges) > 20
    assert [
        badge for badge in badges if not badge.get_text().strip() or len(badge.select("svg[aria-hidden]")) != 1
    ] == []


def test_headings_come_in_order(gallery: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in gallery.select("main :is(h1, h2, h3, h4)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_a_table_says_how_it_is_sorted(gallery: BeautifulSoup) -> None:
    assert [(head.get_text(), head.get("aria-sort")) for head in gallery.select("th:has(a.sort)")] == [
        ("Rank", "ascending"),
        ("Name", None),
    ]
    region = _one(gallery, '.table-wrap[aria-label="School\'s list"]')
    assert (region["role"], region["tabindex"]) == ("group", "0")


@pytest.mark.usefixtures("in_page")
def test_texts_are_escaped_wherever_they_come_from() -> None:
    attack = '<script>alert("1")</script>'
    drawn = _drawn(
        "{{ ui.head(x, x, x) }}{{ ui.banner('info', x, x) }}{{ ui.badge(x) }}{{ ui.summary([(x, x, x, x)]) }}"
        "{{ ui.tabs([(x, x, true, x)], x) }}{{ ui.empty(x, x, x, x) }}{{ ui.event(x, x, x) }}"
        "{{ ui.task(x, x, x, 'info', x) }}"
        "{{ ui.post_button(x, x, 'plain', {x: x}) }}{{ _('%(name)s', name=x) }}"
        "{% trans name=x %}Dear {{ name }}{% endtrans %}",
        x=attack,
    )
    assert drawn.select("script") == []
    assert drawn.get_text().count(attack) > 20


@pytest.mark.usefixtures("in_page")
@pytest.mark.parametrize(
    ("ahead", "is_near"), [(timedelta(hours=5), True), (timedelta(days=8), False), (-timedelta(1), False)]
)
def test_a_deadline_gets_loud_when_it_is_near(ahead: timedelta, is_near: bool) -> None:
    drawn = _one(_drawn("{{ ui.deadline_text(at) }}", at=NOW + ahead), "time")
    assert ("is-near" in drawn["class"], drawn["datetime"]) == (is_near, (NOW + ahead).isoformat())


@pytest.mark.usefixtures("in_page")
def test_reasons_are_sentences_in_the_language_of_the_page() -> None:
    source = "{{ ui.reasons(reasons, title) }}"
    given = {"reasons": (Reason("calendar.closed"), Reason("declaration.missing")), "title": "T"}
    assert [one.get_text() for one in _drawn(source, **given).select("li")] == [
        "The application deadline has passed.",
        "Please confirm the declaration before you submit.",
    ]
    with use_locale("zh_Hans"):
        assert len(_drawn(source, **given).select("li")) == 2
        assert "报名" in _drawn(source, **given).get_text()
    assert _drawn(source, reasons=(), title="T").get_text().strip() == ""


@pytest.mark.usefixtures("in_page")
def test_a_button_that_changes_something_is_a_form_with_a_token() -> None:
    drawn = _one(_drawn("{{ ui.post_button('/x', 'Go', fields={'id': 7}) }}"), "form")
    assert (drawn["method"], drawn["action"]) == ("post", "/x")
    held = {one["name"]: one["value"] for one in drawn.select("input")}
    assert held["id"] == "7"
    assert len(str(held["csrf_token"])) > 20
