"""Two heads press the button at the same moment, each in a browser of their own: one approves, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, AuditEvent, User
from tests.browsing import Browser, Page
from tests.client import Client
from tests.factories.calls import NOON
from tests.factories.clock import stop_clock_at
from tests.factories.lists import make_list
from tests.factories.people import make_staff


def test_one_of_two_approves_and_the_other_sees_by_whom(live_app: Callable[[], Flask]) -> None:
    app = live_app()
    with app.app_context():
        stop_clock_at(NOON)
        proposal_id = make_list().proposal.id
        heads = [make_staff(Role.HEAD), make_staff(Role.HEAD)]
        names = [head.name for head in heads]
        at_the_button = [_at_the_button(app, head, proposal_id) for head in heads]
        db.session.remove()
    together = Barrier(2)

    def press(who: tuple[Browser, Page]) -> tuple[int, str]:
        together.wait()
        answer = who[0].send(who[1], "Approve the list")
        return answer.status_code, answer.get_data(as_text=True)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, at_the_button))
    assert sorted(status for status, _text in answers) == [303, 409]
    winner, loser = (0, 1) if answers[0][0] == 303 else (1, 0)
    assert names[winner] in answers[loser][1]
    with app.app_context():
        assert db.session.scalars(select(Application.state)).all() == ["approved"] * 4
        lists = select(func.count()).where(AuditEvent.action == Action.LIST_APPROVE, AuditEvent.to_state.is_(None))
        assert db.session.scalar(lists) == 1
        db.session.remove()


def _at_the_button(app: Flask, head: User, proposal_id: int) -> tuple[Browser, Page]:
    browser = Browser(Client.of(app))
    browser.sign_in(head)
    return browser, browser.press(browser.visit(f"/approvals/{proposal_id}/approve"), "Preview")
