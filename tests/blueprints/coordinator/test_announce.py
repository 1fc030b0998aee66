"""Texts for class groups: in both languages, for each date to come, without anybody's name."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Call, Offer, ProgramPartner, User
from tests.browsing import Browser, Page
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.desks import propose, qualify, recommend, release
from tests.factories.filled import hand_in
from tests.factories.people import actor, make_student


def _texts(page: Page) -> dict[str, str]:
    labels = [" ".join(label.get_text(" ").split()) for label in page.soup.select("main .field label")]
    return dict(zip(labels, [area.get_text().strip() for area in page.soup.select("main textarea")], strict=True))


def test_the_call_and_its_deadline_in_both_languages(visitor: Browser, call: Call) -> None:
    page = visitor.visit(visitor.visit(f"/office/calls/{call.id}").link("Texts for class groups"))
    texts = _texts(page)
    assert list(texts) == [
        *("The call English", "The call Chinese"),
        *("Before the application deadline English", "Before the application deadline Chinese"),
        *("Sign-up ends English", "Sign-up ends Chinese"),
    ]
    assert texts["Before the application deadline English"].splitlines() == [
        f"[{call.title.en}]",
        "Sign-up ends on Tuesday 20 October 2026, 23:59 (Beijing time).",
        "A draft does not take part: check that your application says “submitted”.",
        f"All about it, and where to apply: http://localhost/calls/{call.key}",
    ]
    assert texts["Before the application deadline Chinese"].splitlines()[:2] == [
        f"【{call.title.zh_Hans}】",
        "报名截止时间：2026年10月20日（星期二）23:59（北京时间）。",
    ]
    assert "2 places" in texts["The call English"]
    assert "接收院校：南洋理工学院 (新加坡)" in texts["The call Chinese"]


def test_no_text_names_anybody_and_offers_have_their_own_date(visitor: Browser, call: Call, coordinator: User) -> None:
    student = make_student(name="李秀宁")
    application_id = hand_in(call, actor(student)).application_id
    recommend(application_id)
    qualify(application_id)
    release(application_id, propose(application_id))
    offer = Offer(
        institution_id=call.institution_id,
        application_id=application_id,
        partner_id=_host(call),
        state="open",
        opened_at=NOON,
        confirm_by=DEADLINE + timedelta(days=30),
    )
    db.session.add(offer)
    db.session.commit()
    visitor.sign_in(coordinator)
    page = visitor.visit(f"/office/calls/{call.id}/texts")
    assert (
        "before Thursday 19 November 2026, 23:59 (Beijing time)"
        in _texts(page)["Before offers have to be confirmed English"]
    )
    assert "李秀宁" not in page.text
    assert student.number not in page.text


def _host(call: Call) -> int:
    query = select(ProgramPartner.partner_id).where(ProgramPartner.program_id == call.program_id)
    return db.session.scalars(query).one()


def test_what_is_over_needs_no_text_and_a_draft_has_none(visitor: Browser, call: Call, coordinator: User) -> None:
    stop_clock_at(DEADLINE + timedelta(days=400))
    visitor.sign_in(coordinator)
    assert visitor.visit(f"/office/calls/{call.id}/texts").all(".empty b") == ["There is nothing to tell any more"]
    draft = make_call(state="draft", title=Text(en="Draft", zh_Hans="草稿"))
    assert visitor.visit(f"/office/calls/{draft.id}/texts").status == 404
