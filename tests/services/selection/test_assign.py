"""Files are given to reviewers evenly, to nobody twice, and each reviewer hears of it once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, Call, OutboxMessage, Review, User
from mobility.services.selection.assign import assign
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_review
from tests.factories.people import actor, make_institution, make_staff, make_student

DUE = NOON + timedelta(days=5)


@pytest.fixture
def reviewers() -> list[User]:
    return [make_staff(Role.REVIEWER) for _ in range(3)]


def _files(call: Call, count: int) -> list[int]:
    return [make_application(call, state="selection").id for _ in range(count)]


def _load() -> dict[int, int]:
    return dict(Counter(db.session.scalars(select(Review.reviewer_id))))


def _code(call: Call, files: list[int], readers: list[int], who: Actor, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        assign(call.id, files, readers, who, **more)  # type: ignore[arg-type]  # named as the service names them
    return refused.value.code


def test_everybody_scores_everything_where_nothing_is_said(
    call: Call, coordinator: Actor, reviewers: list[User]
) -> None:
    files = _files(call, 4)
    assert assign(call.id, files, [one.id for one in reviewers], coordinator, due_at=DUE) == 12
    assert _load() == {one.id: 4 for one in reviewers}
    given = db.session.scalars(select(Review)).first()
    assert given is not None
    assert (given.assigned_by, given.assigned_at, given.due_at) == (coordinator.user_id, NOON, DUE)
    letters = db.session.scalars(select(OutboxMessage)).all()
    assert sorted((one.notice, one.user_id, one.call_id) for one in letters) == [
        ("review_assigned", one.id, call.id) for one in reviewers
    ]


@pytest.mark.parametrize(("files", "each"), [(9, 1), (9, 2), (4, 2), (5, 1)])
def test_the_work_is_spread_evenly(
    call: Call, coordinator: Actor, reviewers: list[User], files: int, each: int
) -> None:
    made = assign(call.id, _files(call, files), [one.id for one in reviewers], coordinator, each=each)
    assert made == files * each
    load = _load().values()
    assert max(load) - min(load) <= 1


def test_again_adds_only_what_is_lacking(call: Call, coordinator: Actor, reviewers: list[User]) -> None:
    files, ids = _files(call, 3), [one.id for one in reviewers]
    assert assign(call.id, files, ids, coordinator, each=2) == 6
    assert assign(call.id, files, ids, coordinator, each=2) == 0
    assert assign(call.id, [*files, *_files(call, 1)], ids, coordinator, each=2) == 2
    assert assign(call.id, files, ids, coordinator) == 3


def test_who_declared_a_conflict_is_replaced_and_not_asked_again(
    call: Call, coordinator: Actor, reviewers: list[User]
) -> None:
    file = db.session.get_one(Application, _files(call, 1)[0])
    make_review(file, reviewers[0], conflict_reason="We are related.")
    ids = [one.id for one in reviewers]
    assert assign(call.id, [file.id], ids, coordinator, each=2) == 2
    query = select(Review.reviewer_id).where(Review.conflict_reason.is_(None)).order_by(Review.reviewer_id)
    assert list(db.session.scalars(query)) == sorted(ids[1:])


def test_nobody_reviews_an_application_of_their_own(call: Call, coordinator: Actor) -> None:
    doctoral = make_staff(Role.REVIEWER)
    other = make_staff(Role.REVIEWER)
    own = make_application(call, make_student(user=doctoral), state="selection")
    assert assign(call.id, [own.id], [doctoral.id, other.id], coordinator) == 1
    assert _load() == {other.id: 1}


def test_only_files_in_assessment_of_this_call(call: Call, coordinator: Actor, reviewers: list[User]) -> None:
    ids = [one.id for one in reviewers]
    early = make_application(call, state="qualification_check").id
    elsewhere = make_application(make_call(), state="selection").id
    for file in (early, elsewhere, elsewhere + 1000):
        assert _code(call, [file], ids, coordinator) == "application.unknown"
    assert _load() == {}


def test_only_reviewers_of_this_call(call: Call, coordinator: Actor, reviewers: list[User]) -> None:
    files = _files(call, 1)
    of_call = make_staff(Role.REVIEWER, call=call)
    assert assign(call.id, files, [of_call.id], coordinator) == 1
    foreign = make_staff(Role.REVIEWER, institution=make_institution("other"))
    strangers = [
        make_staff(Role.COORDINATOR),
        make_staff(Role.REVIEWER, call=make_call()),
        make_staff(Role.REVIEWER, is_active=False),
        foreign,
    ]
    for one in strangers:
        assert _code(call, files, [reviewers[0].id, one.id], coordinator) == "reviewer.unknown"


def test_what_is_left_out_or_too_late(call: Call, coordinator: Actor, reviewers: list[User]) -> None:
    files, ids = _files(call, 1), [reviewers[0].id]
    assert _code(call, [], ids, coordinator) == "selection.no_files"
    assert _code(call, files, [], coordinator) == "selection.no_reviewers"
    assert _code(call, files, ids, coordinator, due_at=NOON) == "selection.time_passed"
    assert _code(call, files, ids, actor(reviewers[0])) == "access.role"
    elsewhere = actor(make_staff(Role.COORDINATOR, call=make_call()))
    assert _code(call, files, ids, elsewhere) == "call.unknown"
