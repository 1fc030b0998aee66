"""The command says of a student and a call what the student's own page says, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from mobility.app import create_app
from mobility.cli import main
from mobility.database import db
from tests.conftest import settings_of
from tests.databases import disconnect
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.options import make_option
from tests.factories.people import make_student
from tests.servers import DatabaseUrls

SHUT = [{"kind": "field_in", "key": "field", "include": ["0311"]}]


@pytest.fixture
def asked(
    fresh_database: Callable[[], DatabaseUrls],
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, str]:
    """A student of 2024 and a call for 2026 with one host that is shut; the command finds their database."""
    urls, data = fresh_database(), tmp_path_factory.mktemp("data")
    app = create_app(settings_of(urls, redis_url, data))
    with app.app_context():
        stop_clock_at(NOON)
        student, call = make_student(entry_year=2024), make_call(key="nursing-21")
        make_option(call, rules=SHUT, key="shut")
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


def test_unknown_ones_are_told_in_a_sentence(asked: tuple[str, str]) -> None:
    for arguments, sentence in ((("none", asked[1]), "There is no such student."), ((asked[0], "none"), "call")):
        result = _run(*arguments)
        assert result.exit_code == 2
        assert sentence in result.output
