"""A reviewer sees the files assigned to them while they are assessed or once scored, and no more than a score needs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db, now
from mobility.models import Application, Document, Review, SectionAnswers, Student, User
from mobility.queries import documents
from mobility.queries.review import PAGE_SIZE, next_to_score, queue, sheet
from tests.databases import counted
from tests.factories.calls import NOON
from tests.factories.cases import make_application, make_review
from tests.factories.clock import stop_clock_at
from tests.factories.people import actor, make_fact, make_grant, make_institution, make_staff


@pytest.fixture(autouse=True)
def at_noon(database_session: Session) -> None:
    stop_clock_at(NOON)


@pytest.fixture
def reviewer() -> User:
    return make_staff(Role.REVIEWER)


@pytest.fixture
def me(reviewer: User) -> Actor:
    return actor(reviewer)


def _assigned(reviewer: User, state: str = "selection", **columns: object) -> Review:
    return make_review(make_application(state=state), reviewer, **columns)


def _document(application: Application, kind: str) -> Document:
    document = Document(
        institution_id=application.institution_id,
        application_id=application.id,
        kind=kind,
        storage_key=f"{application.id}/{kind}",
        file_name=f"{kind}.pdf",
        media_type="application/pdf",
        byte_count=1000,
        sha256=b"0" * 32,
        uploaded_by=db.session.scalars(select(Student.user_id)).first(),
    )
    db.session.add(document)
    db.session.commit()
    return document


def test_what_is_due_first_comes_first(reviewer: User, me: Actor) -> None:
    late, undated, soon = (
        _assigned(reviewer, due_at=NOON + timedelta(days=9)),
        _assigned(reviewer, due_at=None),
        _assigned(reviewer, due_at=NOON - timedelta(hours=1)),
    )
    found = queue(me, now())
    assert [line.id for line in found.lines] == [soon.id, late.id, undated.id]
    assert (found.open_count, found.scored_count, found.overdue_count) == (3, 0, 1)


def test_scored_files_stand_apart(reviewer: User, me: Actor) -> None:
    to_score = _assigned(reviewer, score=Decimal(70))
    scored = _assigned(reviewer, state="public_notice", score=Decimal("88.5"), submitted_at=NOON)
    assert [(line.id, line.is_begun) for line in queue(me, now()).lines] == [(to_score.id, True)]
    [line] = queue(me, now(), is_scored=True).lines
    assert (line.id, line.score, line.submitted_at) == (scored.id, Decimal("88.50"), NOON)


@pytest.mark.parametrize("state", ["school_check", "qualification_check", "approval", "public_notice", "withdrawn"])
def test_a_file_that_is_not_assessed_is_seen_only_by_who_scored_it(reviewer: User, me: Actor, state: str) -> None:
    unscored = _assigned(reviewer, state=state)
    scored = _assigned(reviewer, state=state, score=Decimal(70), submitted_at=NOON)
    with pytest.raises(Refused, match=r"review\.unknown"):
        sheet(unscored.id, me)
    assert sheet(scored.id, me).is_open is False
    assert queue(me, now()).lines == ()


def test_others_files_and_scores_are_not_seen(reviewer: User, me: Actor) -> None:
    mine = _assigned(reviewer)
    file = db.session.get_one(Application, mine.application_id)
    theirs = make_review(file, make_staff(Role.REVIEWER), score=Decimal(12), comment="Weak.", submitted_at=NOON)
    for review_id in (theirs.id, theirs.id + 1000):
        with pytest.raises(Refused, match=r"review\.unknown"):
            sheet(review_id, me)
    shown = sheet(mine.id, me)
    assert (shown.score, shown.comment) == (None, "")
    assert "Weak." not in repr(shown)


def test_who_holds_the_role_no_more_sees_nothing(reviewer: User) -> None:
    mine = _assigned(reviewer)
    without_role = Actor(mine.institution_id, reviewer.id)
    assert queue(without_role, now()).open_count == 0
    with pytest.raises(Refused, match=r"review\.unknown"):
        sheet(mine.id, without_role)


def test_nobody_of_another_institution_sees_it(reviewer: User) -> None:
    mine = _assigned(reviewer)
    away = make_institution("away")
    stranger = Actor(away.id, reviewer.id, grants=actor(make_staff(Role.REVIEWER, institution=away)).grants)
    with pytest.raises(Refused, match=r"review\.unknown"):
        sheet(mine.id, stranger)


def test_the_sheet_shows_what_reviewers_read_and_nothing_else(reviewer: User, me: Actor) -> None:
    mine = _assigned(reviewer)
    file = db.session.get_one(Application, mine.application_id)
    student = db.session.get_one(Student, file.student_id)
    make_fact(student, "average", {"value": 81.5}, scale="100")
    answers = {
        "contact": {"phone": "13012345678", "emergency_name": "李建国"},
        "motivation": {"why_nursing": "To care.", "why_singapore": "To learn."},
        "background": {"entrance_kind": "other", "has_certificate": True},
        "family": {"family_knows": True},
    }
    for key, values in answers.items():
        row = SectionAnswers(
            institution_id=file.institution_id, application_id=file.id, section_key=key, values=values, revision=1
        )
        db.session.add(row)
    transcript = _document(file, "transcript")
    shown = sheet(mine.id, me)
    assert [one.section.key for one in shown.sections] == ["motivation", "background"]
    asked = [(line.question.key, line.value) for line in shown.sections[1].lines]
    assert asked[0] == ("entrance_kind", "other")
    assert "english_mark" not in dict(asked)
    files = [(one.title.en, one.file.id if one.file else None) for one in shown.documents]
    assert files == [("Upper secondary transcript or entrance results", transcript.id), ("Language certificate", None)]
    assert [(fact.key, fact.value) for fact in shown.facts] == [("average", {"value": 81.5})]
    assert (shown.name, shown.number) == (student.name, file.number)
    for kept_back in ("13012345678", "李建国", student.number, "birth_on"):
        assert kept_back not in repr(shown)


def test_only_papers_meant_for_reviewers_are_given_out(reviewer: User, me: Actor) -> None:
    mine = _assigned(reviewer)
    file = db.session.get_one(Application, mine.application_id)
    transcript, consent = _document(file, "transcript"), _document(file, "guardian_consent")
    assert documents.document(transcript.id, me).file_name == "transcript.pdf"
    with pytest.raises(Refused, match=r"document\.unknown"):
        documents.document(consent.id, me)
    make_grant(reviewer, Role.COORDINATOR)
    assert documents.document(consent.id, actor(reviewer)).file_name == "guardian_consent.pdf"


def test_papers_are_closed_with_the_file(reviewer: User, me: Actor) -> None:
    mine = _assigned(reviewer, state="approval")
    transcript = _document(db.session.get_one(Application, mine.application_id), "transcript")
    with pytest.raises(Refused, match=r"document\.unknown"):
        documents.document(transcript.id, me)


def test_neighbours_follow_the_queue(reviewer: User, me: Actor) -> None:
    ids = [_assigned(reviewer, due_at=NOON + timedelta(days=day)).id for day in (3, 1, 2)]
    first, middle, last = ids[1], ids[2], ids[0]
    around = sheet(middle, me).neighbours
    assert (around.previous, around.following, around.position, around.total) == (first, last, 2, 3)
    assert sheet(first, me).neighbours.previous is None
    assert sheet(last, me).neighbours.following is None


def test_after_a_score_comes_the_next_open_file_then_the_first(reviewer: User, me: Actor) -> None:
    first = _assigned(reviewer, due_at=NOON + timedelta(days=1))
    done = _assigned(reviewer, due_at=NOON + timedelta(days=2), score=Decimal(70), submitted_at=NOON)
    last = _assigned(reviewer, due_at=NOON + timedelta(days=3))
    assert next_to_score(me, after=first.id) == last.id
    assert next_to_score(me, after=done.id) == last.id
    last.score, last.submitted_at = Decimal(60), NOON
    db.session.commit()
    assert next_to_score(me, after=last.id) == first.id
    first.score, first.submitted_at = Decimal(60), NOON
    db.session.commit()
    assert next_to_score(me, after=first.id) is None


def _many(reviewer: User, number: int) -> None:
    """Files and reviews as rows at once: the factories would take long."""
    pattern = _assigned(reviewer)
    file = db.session.get_one(Application, pattern.application_id)
    student = db.session.get_one(Student, file.student_id)
    copied = {column.key: getattr(student, column.key) for column in Student.__table__.columns if column.key != "id"}
    users = db.session.scalars(
        insert(User).returning(User.id),
        [{"institution_id": student.institution_id, "name": f"学生{one}"} for one in range(number)],
    ).all()
    students = db.session.scalars(
        insert(Student).returning(Student.id),
        [{**copied, "user_id": user, "number": f"2027{user:08}"} for user in users],
    ).all()
    columns = [column.key for column in Application.__table__.columns if column.key not in ("id", "number")]
    files = db.session.scalars(
        insert(Application).returning(Application.id),
        [{**{key: getattr(file, key) for key in columns}, "student_id": one, "number": f"N{one}"} for one in students],
    ).all()
    common = {
        "institution_id": file.institution_id,
        "reviewer_id": reviewer.id,
        "assigned_by": reviewer.id,
        "version": 1,
    }
    db.session.execute(insert(Review), [{**common, "application_id": one} for one in files])
    db.session.commit()


def test_a_thousand_files_cost_no_more_statements_than_one(reviewer: User, me: Actor) -> None:
    _assigned(reviewer)
    few = _statements(me)
    _many(reviewer, 1000)
    assert _statements(me) == few <= 10
    page = queue(me, now())
    assert (len(page.lines), page.open_count) == (PAGE_SIZE, 1002)


def _statements(me: Actor) -> int:
    """How many statements the queue and a sheet take, once the definitions are known to this process."""
    sheet(queue(me, now()).lines[0].id, me)
    db.session.commit()
    with counted() as sent:
        sheet(queue(me, now()).lines[0].id, me)
    return len(sent)


def test_every_file_stands_on_exactly_one_page(reviewer: User, me: Actor) -> None:
    _many(reviewer, 2 * PAGE_SIZE)
    seen: list[int] = []
    after: int | None = None
    while True:
        page = queue(me, now(), after=after)
        seen += [line.id for line in page.lines]
        if page.following is None:
            break
        after = page.following
    assert sorted(seen) == sorted(db.session.scalars(select(Review.id)).all())
    assert len(seen) == 2 * PAGE_SIZE + 1
