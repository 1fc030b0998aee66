"""What becomes of the values beside a code before people read them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from structlog.testing import capture_logs

from mobility import wording
from mobility.core.terms import Param, Reason
from mobility.i18n import LazyText, lazy, lazy_plural, use_locale
from mobility.wording import describe, describe_reason

WORDS: Mapping[str, LazyText] = {
    "room.until": lazy("Until %(until)s."),
    "room.own_words": lazy("%(text)s"),
    "room.stage": lazy("It is at: %(stage)s"),
    "stage.draft": lazy("Draft 100%"),
    "room.days": lazy_plural("in %(n)s day", "in %(n)s days"),
}


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "codes", lambda: WORDS)


@pytest.mark.parametrize(
    ("code", "params", "english", "chinese"),
    [
        ("room.until", {"until": "2026-11-30"}, "Until 30 November 2026.", "Until 2026年11月30日."),
        (
            "room.until",
            {"until": "2026-11-30T15:59:00+00:00"},
            "Until Monday 30 November 2026, 23:59 (Beijing time).",
            "Until 2026年11月30日（星期一）23:59（北京时间）.",
        ),
        ("room.own_words", {"en": "Four digits", "zh_Hans": "四位数字"}, "Four digits", "四位数字"),
        ("room.stage", {"stage": "stage.draft"}, "It is at: Draft 100%", "It is at: Draft 100%"),
        ("stage.draft", {}, "Draft 100%", "Draft 100%"),
        ("room.days", {"n": 3}, "in 3 days", "还有3天"),
    ],
)
def test_values_are_written_as_people_write_them(
    code: str, params: Mapping[str, Param], english: str, chinese: str
) -> None:
    assert describe(code, params) == english
    with use_locale("zh_Hans"):
        assert describe(code, params) == chinese


@pytest.mark.parametrize(("code", "params"), [("room.nowhere", {}), ("room.until", {"other": 1}), ("room.days", {})])
def test_a_missing_sentence_is_said_in_general_and_logged(code: str, params: Mapping[str, Param]) -> None:
    with capture_logs() as lines:
        assert describe(code, params) == f"This is not possible at the moment ({code})."
    assert [(line["event"], line["log_level"], line["code"]) for line in lines] == [("wording.missing", "error", code)]


def test_reasons_are_described_by_code_and_params() -> None:
    assert describe_reason(Reason("room.until", {"until": "2026-01-02"})) == "Until 2 January 2026."


def test_the_rooms_have_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert str(wording.codes()["calendar.closed"]) == "The application deadline has passed."
