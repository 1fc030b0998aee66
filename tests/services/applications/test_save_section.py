"""A section is kept as it was typed, and never overwritten by a window that had not seen the newest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused
from mobility.database import db
from mobility.models import Call, SectionAnswers
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from tests.factories.calls import DEADLINE
from tests.factories.clock import stop_clock_at
from tests.factories.filled import ANSWERS, hand_in
from tests.factories.people import actor, make_student


def _values(application_id: int) -> dict[str, object]:
    query = select(SectionAnswers.values).where(SectionAnswers.application_id == application_id)
    return dict(db.session.scalars(query).one())


def _code(application_id: int, section: str, who: Actor, revision: int = 0) -> str:
    with pytest.raises(Refused) as refused:
        save_section(application_id, section, {"phone": "13099999999"}, who, revision=revision)
    return refused.value.code


def test_answers_are_kept_as_plain_values(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    saved = save_section(application_id, "contact", ANSWERS["contact"], me, revision=0)
    assert (saved.revision, saved.problems) == (1, ())
    assert _values(application_id) == {**ANSWERS["contact"], "emergency_knows": True}


def test_flaws_are_told_and_kept_as_typed(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    saved = save_section(application_id, "contact", {"phone": "call me"}, me, revision=0)
    assert [(one.question_key, one.code) for one in saved.problems] == [("phone", "questions.not_phone")]
    assert _values(application_id) == {"phone": "call me"}


def test_what_is_left_empty_is_no_flaw_while_it_is_a_draft(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    assert save_section(application_id, "contact", {}, me, revision=0).problems == ()


def test_a_stale_window_overwrites_nothing(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    save_section(application_id, "contact", {"phone": "13011111111"}, me, revision=0)
    save_section(application_id, "contact", {"phone": "13022222222"}, me, revision=1)
    assert _code(application_id, "contact", me, revision=1) == "stale.section"
    assert _values(application_id) == {"phone": "13022222222"}


def test_the_same_answers_sent_twice_are_no_conflict(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    first = save_section(application_id, "contact", ANSWERS["contact"], me, revision=0)
    again = save_section(application_id, "contact", ANSWERS["contact"], me, revision=0)
    assert (first.revision, again.revision) == (1, 1)


def test_sections_that_do_not_exist_and_documents_are_no_sections(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    assert [_code(application_id, key, me) for key in ("nonsense", "transcript")] == ["item.unknown"] * 2


def test_an_application_of_somebody_else_is_unknown(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    other = actor(make_student())
    assert [_code(application_id, "contact", other), _code(999_999, "contact", me)] == ["application.unknown"] * 2


def test_what_was_handed_in_cannot_be_changed(call: Call, me: Actor) -> None:
    receipt = hand_in(call, me)
    assert _code(receipt.application_id, "contact", me, revision=1) == "application.not_editable"


def test_a_draft_can_be_saved_until_the_grace_ends(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    stop_clock_at(DEADLINE + timedelta(seconds=300))
    save_section(application_id, "contact", {"phone": "13011111111"}, me, revision=0)
    stop_clock_at(DEADLINE + timedelta(seconds=300, microseconds=1))
    assert _code(application_id, "contact", me, revision=1) == "deadline.passed"
