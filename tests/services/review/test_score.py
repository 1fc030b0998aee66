"""Scoring: kept as a draft, counted once submitted, changed only while no list is proposed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import Application, AuditEvent, Review, User
from mobility.services.review.score import reopen, save_draft, submit
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_review
from tests.factories.people import actor, make_institution, make_staff, make_student


def _kept(review: Review) -> tuple[Decimal | None, str | None, bool]:
    db.session.refresh(review)
    return review.score, review.comment, review.submitted_at is not None


def _typed(score: str = "", comment: str = "") -> dict[str, object]:
    return {"score": score, "comment": comment}


def test_a_draft_is_kept_and_does_not_count(review: Review, me: Actor) -> None:
    save_draft(review.id, _typed("", "Reads well."), me, version=review.version)
    assert _kept(review) == (None, "Reads well.", False)


@pytest.mark.parametrize(("typed", "score"), [("0", "0"), ("100", "100"), ("87.25", "87.25"), ("８７．５", "87.5")])
def test_a_submitted_score_counts(review: Review, me: Actor, typed: str, score: str) -> None:
    submit(review.id, _typed(typed, " Calm and clear. "), me, version=review.version)
    assert _kept(review) == (Decimal(score), "Calm and clear.", True)
    assert review.submitted_at == NOON


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (_typed(), "questions.required"),
        (_typed("100.5"), "questions.too_large"),
        (_typed("-1"), "questions.too_small"),
        (_typed("87.125"), "questions.too_many_decimals"),
        (_typed("good"), "questions.not_decimal"),
        (_typed("87", "x" * 4001), "questions.too_long"),
    ],
)
def test_what_is_no_score_is_refused_and_nothing_kept(
    review: Review, me: Actor, typed: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        submit(review.id, typed, me, version=review.version)
    assert refused.value.code == code
    assert _kept(review) == (None, None, False)


def test_every_flaw_is_named_with_its_field(review: Review, me: Actor) -> None:
    with pytest.raises(Refused) as refused:
        submit(review.id, _typed("101", "x" * 4001), me, version=review.version)
    named = [(reason.code, reason.params["question"]) for reason in refused.value.reasons]
    assert named == [("questions.too_large", "score"), ("questions.too_long", "comment")]


def test_another_window_that_saved_first_is_not_overwritten(review: Review, me: Actor) -> None:
    seen = review.version
    save_draft(review.id, _typed("80"), me, version=seen)
    with pytest.raises(Refused, match=r"stale\.review"):
        save_draft(review.id, _typed("60"), me, version=seen)
    assert _kept(review) == (Decimal(80), None, False)


def test_a_double_click_is_no_conflict_and_counts_once(review: Review, me: Actor) -> None:
    seen = review.version
    for _click in range(2):
        save_draft(review.id, _typed("80"), me, version=seen)
    seen = db.session.scalars(select(Review.version)).one()
    for _click in range(2):
        submit(review.id, _typed("81"), me, version=seen)
    outcomes = db.session.scalars(select(AuditEvent.outcome).where(AuditEvent.action == Action.REVIEW_SCORE)).all()
    assert outcomes == ["submitted"]
    assert _kept(review) == (Decimal(81), None, True)


def test_a_submitted_score_changes_only_after_reopening(review: Review, me: Actor) -> None:
    submit(review.id, _typed("81"), me, version=review.version)
    for act in (save_draft, submit):
        with pytest.raises(Refused, match=r"review\.submitted"):
            act(review.id, _typed("82"), me, version=review.version)
    reopen(review.id, me, version=review.version)
    assert _kept(review) == (Decimal(81), None, False)
    submit(review.id, _typed("82"), me, version=review.version)
    history = db.session.execute(
        select(AuditEvent.outcome, AuditEvent.params, AuditEvent.is_quiet, AuditEvent.to_state).order_by(AuditEvent.id)
    ).all()
    assert [tuple(one) for one in history] == [
        ("submitted", {"score": "81"}, True, None),
        ("reopened", {"score": "81.00"}, True, None),
        ("submitted", {"score": "82"}, True, None),
    ]


def test_reopening_what_is_open_changes_nothing(review: Review, me: Actor) -> None:
    seen = review.version
    reopen(review.id, me, version=seen)
    db.session.refresh(review)
    assert review.version == seen


@pytest.mark.parametrize("state", ["qualification_check", "approval", "approved", "public_notice", "withdrawn"])
@pytest.mark.parametrize("act", ["save", "submit", "reopen"])
def test_outside_the_assessment_nothing_changes(reviewer: User, me: Actor, state: str, act: str) -> None:
    review = make_review(make_application(state=state), reviewer, score=Decimal(70), submitted_at=NOON)
    acts = {
        "save": lambda: save_draft(review.id, _typed("99"), me, version=review.version),
        "submit": lambda: submit(review.id, _typed("99"), me, version=review.version),
        "reopen": lambda: reopen(review.id, me, version=review.version),
    }
    with pytest.raises(Refused, match=r"review\.closed"):
        acts[act]()
    assert _kept(review) == (Decimal(70), None, True)


def test_nobody_scores_in_anothers_name(file: Application, me: Actor) -> None:
    theirs = make_review(file, make_staff(Role.REVIEWER))
    for review_id in (theirs.id, theirs.id + 1000):
        with pytest.raises(Refused, match=r"review\.unknown"):
            submit(review_id, _typed("50"), me, version=1)
    assert _kept(theirs) == (None, None, False)


def test_nobody_of_another_institution_scores(review: Review) -> None:
    stranger = actor(make_staff(Role.REVIEWER, institution=make_institution("away")))
    with pytest.raises(Refused, match=r"review\.unknown"):
        submit(review.id, _typed("50"), stranger, version=1)


def test_nobody_scores_their_own_application(reviewer: User) -> None:
    student = make_student(user=reviewer)
    review = make_review(make_application(student=student, state="selection"), reviewer)
    with pytest.raises(Refused, match=r"access\.own_case"):
        submit(review.id, _typed("100"), actor(reviewer), version=review.version)
    assert _kept(review) == (None, None, False)


def test_who_is_no_longer_a_reviewer_scores_nothing(review: Review, reviewer: User) -> None:
    without_role = Actor(review.institution_id, reviewer.id)
    with pytest.raises(Refused, match=r"access\.role"):
        submit(review.id, _typed("50"), without_role, version=review.version)
