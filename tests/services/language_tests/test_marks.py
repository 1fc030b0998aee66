"""One mark for each applicant: judged row by row, never overwritten unseen, changed with a reason once handed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Call, LanguageMark, LanguageTest, Remark, User
from mobility.queries import language_marks, language_tests, selection, waiting
from mobility.queries.case import case
from mobility.services.language_tests import set_up as setting
from mobility.services.language_tests.enter import Entry, enter
from mobility.services.language_tests.hand_over import hand_over
from mobility.services.language_tests.set_up import LanguageTestTerms
from mobility.services.selection.suggest import suggest
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.language_tests import NAME, make_mark, make_test
from tests.factories.people import actor, make_grant, make_staff, make_student


@dataclass
class Room:
    """A call with a test, two who sit it, the coordinator, and an examiner of this call alone."""

    call: Call
    test: LanguageTest
    first: Application
    second: Application
    office: Actor
    examiner: Actor

    def row(self, file: Application, mark: str = "", **given: Any) -> Entry:
        """A row as somebody sends it who has the newest page before them."""
        line = language_marks.lines(self.call.id, self.examiner, [file.id]).lines[0]
        return replace(Entry(file.id, mark, seen=line.seen), **given)

    def enter(self, *rows: Entry) -> dict[int, list[str]]:
        """The codes that stand against each row."""
        entered = enter(self.call.id, rows, self.examiner)
        return {one: [reason.code for reason in reasons] for one, reasons in entered.against.items()}

    def mark(self, file: Application) -> LanguageMark | None:
        db.session.expire_all()
        return db.session.scalar(select(LanguageMark).where(LanguageMark.application_id == file.id))


@pytest.fixture
def room(database_session: Session) -> Room:
    stop_clock_at(NOON)
    coordinator, call = make_staff(Role.COORDINATOR), make_call()
    test = make_test(call, coordinator, share=40)
    first, second = (make_application(call, state="selection") for _ in range(2))
    return Room(call, test, first, second, actor(coordinator), actor(make_staff(Role.EXAMINER, call=call)))


def _code(call: Call, who: Actor, *rows: Entry) -> str:
    with pytest.raises(Refused) as refused:
        enter(call.id, rows, who)
    db.session.rollback()
    return refused.value.code


def _known(room: Room) -> Decimal | None:
    """What the office knows of the first one."""
    found = case(room.first.id, room.office, NOON, Role.COORDINATOR).language
    assert found is not None
    return found.result.mark


def test_sound_rows_are_kept_beside_those_that_are_not(room: Room) -> None:
    against = room.enter(room.row(room.first, "８７.5 ", remark=" late "), room.row(room.second, "101"))
    assert against == {room.second.id: ["questions.too_large"]}
    mark = room.mark(room.first)
    assert mark is not None
    assert (mark.mark, mark.is_absent, mark.remark, mark.entered_by) == (
        Decimal("87.50"),
        False,
        "late",
        room.examiner.user_id,
    )
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.MARK_ENTER)).one()
    assert (event.outcome, event.application_id, event.is_quiet) == ("entered", room.first.id, True)
    assert event.params == {"mark": "87.5"}
    assert room.enter(room.row(room.second, "80", is_absent=True)) == {room.second.id: ["mark.both"]}
    assert room.enter(room.row(room.second, remark="ill")) == {room.second.id: ["mark.missing"]}
    assert room.enter(room.row(room.second, is_absent=True)) == {}
    assert room.enter(room.row(room.second), room.row(room.first, "87.5", remark="late")) == {}
    assert (room.mark(room.second), language_marks.waiting_count(room.examiner)) == (None, 1)
    assert [(one.desk, one.count) for one in waiting.waiting_for(room.examiner)] == [(Role.EXAMINER, 1)]


def test_a_second_window_never_overwrites_unseen(room: Room) -> None:
    old, untouched = room.row(room.first, "70"), room.row(room.second)
    room.enter(room.row(room.first, "85"), room.row(room.second, "60"))
    assert room.enter(old, untouched) == {room.first.id: ["stale.mark"]}
    assert [room.mark(one).mark for one in (room.first, room.second)] == [85, 60]  # type: ignore[union-attr]  # both are there
    assert room.enter(replace(old, seen="no number")) == {room.first.id: ["stale.mark"]}
    assert room.enter(room.row(room.first, "70")) == {}
    assert room.mark(room.first).mark == 70  # type: ignore[union-attr]  # it is there


def test_what_the_office_has_changes_with_a_reason_until_it_is_closed(room: Room) -> None:
    room.enter(room.row(room.first, "85"))
    assert _known(room) is None
    assert hand_over(room.call.id, room.examiner) == 1
    with pytest.raises(Refused, match=r"mark\.none_to_hand_over"):
        hand_over(room.call.id, room.examiner)
    assert room.enter(room.row(room.first, "58")) == {room.first.id: ["mark.no_reason"]}
    assert room.enter(room.row(room.first, reason="Miscounted.")) == {room.first.id: ["mark.missing"]}
    assert room.enter(room.row(room.first, "58", reason="Miscounted.")) == {}
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    remark = db.session.get_one(Remark, event.params["remark"])
    assert (event.outcome, event.params["from"], event.params["mark"]) == ("changed", "85", "58")
    assert (remark.body, remark.is_shown_to_student) == ("Miscounted.", False)
    assert _known(room) == 58
    setting.close(room.call.id, room.office)
    assert _code(room.call, room.examiner, room.row(room.second, "70")) == "mark.closed"
    setting.reopen(room.call.id, room.office)
    assert room.enter(room.row(room.second, "70")) == {}


def test_a_file_that_has_moved_on_keeps_its_mark(room: Room) -> None:
    room.enter(room.row(room.first, "85"))
    row = room.row(room.first, "58")
    room.first.state = "approval"
    db.session.commit()
    assert room.enter(row) == {room.first.id: ["mark.moved_on"]}
    assert [line.is_open for line in language_marks.page(room.call.id, room.examiner).lines] == [False, True]


def test_who_is_not_this_calls_examiner_or_a_party_reaches_nothing(room: Room) -> None:
    row = room.row(room.first, "85")
    assert _code(room.call, actor(make_staff(Role.EXAMINER, call=make_call())), row) == "language_test.unknown"
    assert _code(room.call, actor(make_staff(Role.REVIEWER)), row) == "access.role"
    reviewer = make_staff(Role.REVIEWER)
    make_grant(reviewer, Role.EXAMINER)
    make_review(room.first, reviewer, assigned_by=room.office.user_id, conflict_reason="A cousin.")
    assert _code(room.call, actor(reviewer), row) == "application.unknown"
    assert [one.id for one in language_marks.page(room.call.id, actor(reviewer)).lines] == [room.second.id]
    rival = make_student()
    make_application(room.call, rival, state="draft")
    person = db.session.get_one(User, rival.user_id)
    make_grant(person, Role.EXAMINER)
    assert _code(room.call, actor(person), row) == "language_test.unknown"
    assert language_marks.sittings(actor(person)).tests == ()


def test_the_mark_counts_by_its_share_in_order_and_suggestion(room: Room) -> None:
    for file, score in ((room.first, 90), (room.second, 80)):
        reviewer = make_staff(Role.REVIEWER)
        make_review(file, reviewer, assigned_by=room.office.user_id, score=score, submitted_at=NOON)
    examiner = db.session.get_one(User, room.examiner.user_id)
    make_mark(room.first, examiner, mark=None, is_absent=True)
    make_mark(room.second, examiner, mark=100)
    found = selection.candidates(room.call.id, room.office)
    assert [(one.id, one.score) for one in found] == [(room.second.id, Decimal(88)), (room.first.id, Decimal(54))]
    assert [one for one, said in suggest(found, 1).items() if said.outcome == "candidate"] == [room.second.id]


def test_a_test_is_set_up_once_and_changed_as_seen(room: Room) -> None:
    call, terms = make_call(), LanguageTestTerms(NAME, Decimal(710), 30)
    db.session.commit()

    def code(terms: LanguageTestTerms, version: int | None, call: Call = call) -> str:
        with pytest.raises(Refused) as refused:
            setting.set_up(call.id, terms, room.office, version=version)
        db.session.rollback()
        return refused.value.code

    assert code(replace(terms, name=NAME.model_copy(update={"zh_Hans": " "})), None) == "language_test.no_name"
    assert code(replace(terms, name=NAME.model_copy(update={"en": "x" * 101})), None) == "language_test.long_name"
    assert code(replace(terms, highest=Decimal(0)), None) == "language_test.highest"
    assert code(replace(terms, share=101), None) == "language_test.share"
    setting.set_up(call.id, terms, room.office)
    assert code(terms, None) == "stale.language_test"
    setting.set_up(call.id, replace(terms, share=50), room.office, version=1)
    test = language_tests.of_call(call.id, room.office)
    assert test is not None
    assert (test.highest, test.share, test.version) == (Decimal(710), 50, 2)
    room.enter(room.row(room.first, "85"))
    assert code(replace(terms, highest=Decimal(84)), 1, room.call) == "language_test.below_mark"
    with pytest.raises(Refused, match=r"language_test\.unknown"):
        setting.close(make_call().id, room.office)
