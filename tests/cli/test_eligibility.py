"""The command says of a student and a call what the student's own page says, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result

from mobility.app import create_app
from mobility.cli import main
from mobility.core.calendar.clash import HomeTerm
from mobility.core.terms import Text
from mobility.database import db
from mobility.queries.home_terms import as_stored
from tests.conftest import settings_of
from tests.databases import disconnect
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.options import make_option
from tests.factories.people import home, make_student
from tests.servers import DatabaseUrls

SHUT = [{"kind": "field_in", "key": "field", "include": ["0311"]}]


@pytest.fixture
def asked(
    fresh_database: Callable[[], DatabaseUrls],
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, str]:
    """A student of 2024 with another application and a call for 2026 with one host that is shut and begins too early.

    The command finds their database.
    """
    urls, data = fresh_database(), tmp_path_factory.mktemp("data")
    app = create_app(settings_of(urls, redis_url, data))
    with app.app_context():
        stop_clock_at(NOON)
        student, call = make_student(entry_year=2024), make_call(key="nursing-21")
        make_option(call, rules=SHUT, key="shut", starts_on=date(2026, 12, 20))
        term = HomeTerm(Text(en="Autumn", zh_Hans="秋季学期"), date(2026, 9, 1), date(2027, 1, 3))
        home().settings = {"most_per_term": {"all": 1}, "home_terms": [as_stored(term)]}
        make_application(make_call(title=Text(en="Another", zh_Hans="另一项")), student)
        number = student.number
        db.session.commit()
    disconnect(app)
    told = {
        "DATABASE_URL": urls.app,
        "MIGRATION_DATABASE_URL": urls.owner,
        "REDIS_URL": redis_url,
        "MOBILITY_ENVIRONMENT": "test",
        "MOBILITY_BASE_URL": "http://localhost",
        "MOBILITY_SECRET_KEY": "a secret that only these tests know, of length",
        "MOBILITY_DATA_DIR": str(data),
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return number, "nursing-21"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["eligibility", *arguments])


def test_every_reason_in_words_in_either_language(asked: tuple[str, str]) -> None:
    english = _run(*asked)
    assert english.exit_code == 0, english.output
    lines = english.output.splitlines()
    assert lines[0] == f"{asked[0]}, nursing-21, 2026-10-12: not_eligible"
    assert "  not_met: Your year of entry is 2024 (from records); this call is for: 2026." in lines
    assert "  impossible: It is not open to your year of entry." in lines
    assert "  shut, Nanyang Polytechnic: not_eligible" in lines
    assert "    impossible: It is not open to your field of study." in lines
    assert any(line.startswith("  limit: A student may have at most 1 applications at a time") for line in lines)
    assert any(
        line.startswith("  possible: 1 fewer of these applications of the same term: Another.") for line in lines
    )
    assert any(line.startswith("    warning: the stay begins on 20 December 2026") for line in lines)
    chinese = _run(*asked, "--language", "zh_Hans")
    assert "南洋理工学院" in chinese.output


def test_the_same_as_json(asked: tuple[str, str]) -> None:
    answer = json.loads(_run(*asked, "--json").output)
    assert (answer["student_number"], answer["call"], answer["outcome"]) == (*asked, "not_eligible")
    unmet = [one["code"] for one in answer["findings"] if one["outcome"] == "not_met"]
    assert unmet == ["eligibility.entry_year_in.not_met"]
    assert [(one["code"], one["is_possible"]) for one in answer["advice"]] == [("advice.fixed.entry_year_in", False)]
    assert [(host["key"], host["outcome"]) for host in answer["hosts"]] == [("shut", "not_eligible")]
    assert answer["hosts"][0]["findings"][0]["sentence"].startswith("Your field of study is")
    assert [one["code"] for one in answer["hosts"][0]["warnings"]] == ["clash.leaves_early"]
    assert (answer["limit"]["code"], answer["limit"]["room"]["params"]["count"]) == ("limit.per_term", 1)


def test_unknown_ones_are_told_in_a_sentence(asked: tuple[str, str]) -> None:
    for arguments, sentence in ((("none", asked[1]), "There is no such student."), ((asked[0], "none"), "call")):
        result = _run(*arguments)
        assert result.exit_code == 2
        assert sentence in result.output
