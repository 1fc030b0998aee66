"""Contract: every letter of the catalogue can be written in every language, is kept as golden, and leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from mobility.core.notices import CATALOG
from mobility.core.terms import LOCALES
from mobility.core.workflow import StageKind
from mobility.mail.letters import TEMPLATES, has_template
from mobility.queries.inbox import WITH_SECRETS
from mobility.services.notices.links import PATHS
from mobility.services.notices.params import NEEDED, OPTIONAL, SECRET_NOTICES
from mobility.services.notices.reminders import LADDERS, OVERDUE
from mobility.services.notices.values import EXTRAS
from mobility.services.notices.wanted import DEADLINES
from mobility.wording import codes

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "letters"


def test_every_notice_has_a_template_in_every_language() -> None:
    missing = [(key, locale) for key in CATALOG for locale in LOCALES if not has_template(key, locale)]
    assert missing == []


def test_every_template_belongs_to_a_notice_and_a_language() -> None:
    found = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("[!_]*/*")}
    assert found == {f"{key}/{locale}.jinja" for key in CATALOG for locale in LOCALES}


def test_every_letter_is_kept_as_golden_in_text_and_html_and_nothing_else_is() -> None:
    kept = {path.name for path in SNAPSHOTS.iterdir()}
    assert kept == {f"{key}.{locale}.{kind}" for key in CATALOG for locale in LOCALES for kind in ("txt", "html")}


def test_every_notice_and_every_state_of_a_letter_has_a_name_in_words() -> None:
    states = ("pending", "sent", "inbox_only", "bounced", "dead", "expired", "unwanted")
    wanted = {f"notice.{key}" for key in CATALOG} | {f"letter.{state}" for state in states}
    assert wanted - codes().keys() == set()


def test_tables_beside_the_catalogue_name_only_what_it_has() -> None:
    named = {*NEEDED, *OPTIONAL, *EXTRAS, *DEADLINES, *SECRET_NOTICES, *(one.notice for one in LADDERS), OVERDUE}
    assert named - CATALOG.keys() == set()


def test_every_kind_of_stage_that_a_letter_is_bound_to_exists() -> None:
    assert {kind for notice in CATALOG.values() for kind in notice.wanted_in} - set(StageKind) == set()


def test_letters_with_a_one_time_secret_are_known_to_the_inbox_and_have_one() -> None:
    assert set(WITH_SECRETS) == SECRET_NOTICES
    assert {notice for notice, names in NEEDED.items() if "token" in names} == SECRET_NOTICES
    assert all(CATALOG[key].is_urgent for key in SECRET_NOTICES)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.glob("[!_]*/*.jinja")), ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_templates_escape_everything_and_link_to_known_pages(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"\|\s*safe|autoescape|http|<[a-z/]", text) == []
    assert set(re.findall(r"links\.(\w+)", text)) - PATHS.keys() == set()


@pytest.mark.parametrize("path", sorted(SNAPSHOTS.glob("*.txt")), ids=lambda path: path.stem)
def test_letters_have_no_holes_and_no_other_language(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"None|\{\{|\{%|zh_Hans=|%\(|Undefined", text) == []
    ours = text.split("\n-- \n")[0]
    if ".zh_Hans" in path.name:
        assert re.findall(r"Dear|Kind regards|Your |the ", ours) == []
    else:
        quoted = re.sub(r"^> .*$", "", ours, flags=re.MULTILINE)
        assert re.findall(r"[\u4e00-\u9fff]", quoted.replace("赵敏", "")) == []


def test_every_page_that_a_letter_links_to_exists(app: Flask) -> None:
    pages = app.url_map.bind("localhost")
    for name, path in PATHS.items():
        found = path.format(application_id=1, proposal_id=1, school_list_id=1, call_key="a", token="x" * 43)
        try:
            pages.match(found, method="GET")
        except (NotFound, MethodNotAllowed) as missing:
            raise AssertionError(f"{name}: {found} is no page") from missing
