"""What is being typed is kept by itself, and what is said about it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call, SectionAnswers, Student
from mobility.services.applications.start import start
from tests.browsing import Browser
from tests.factories.calls import DEADLINE, NOON
from tests.factories.clock import stop_clock_at


@pytest.fixture
def address(call: Call, me: Actor) -> str:
    return f"/applications/{start(call.key, me)}/sections/contact"


def _sent(window: Browser, address: str, phone: str, revision: int = 0) -> tuple[int, dict[str, object]]:
    data = {"csrf_token": window.token(), "asked": "phone", "q_phone": phone, "revision": str(revision)}
    answer = window.client.post(f"{address}/keep", data=data)
    return answer.status_code, dict(answer.get_json())


def _stored() -> list[dict[str, object]]:
    return [dict(values) for values in db.session.scalars(select(SectionAnswers.values))]


def test_the_page_says_where_it_is_saved(window: Browser, address: str) -> None:
    status = window.visit(address).soup.select_one("[data-autosave]")
    assert status is not None
    assert (status["data-autosave"], status["role"], status["data-sign-in"]) == (
        f"{address}/keep",
        "status",
        "/sign-in",
    )


def test_each_save_goes_on_from_the_one_before(window: Browser, address: str) -> None:
    assert _sent(window, address, "130") == (200, {"revision": 1, "words": "Saved 12:00"})
    assert _sent(window, address, "13012345678", 1) == (200, {"revision": 2, "words": "Saved 12:00"})
    assert _stored() == [{"phone": "13012345678"}]


def test_the_same_again_is_no_conflict(window: Browser, address: str) -> None:
    assert _sent(window, address, "130")[0] == 200
    assert _sent(window, address, "130") == (200, {"revision": 1, "words": "Saved 12:00"})


def test_another_window_is_never_overwritten(window: Browser, address: str) -> None:
    _sent(window, address, "13012345678")
    status, told = _sent(window, address, "13087654321")
    assert (status, "another window" in str(told["words"])) == (409, True)
    assert _stored() == [{"phone": "13012345678"}]


def test_after_the_deadline_it_says_why_nothing_is_saved(window: Browser, address: str, student: Student) -> None:
    stop_clock_at(DEADLINE + timedelta(hours=1))
    window.sign_in(student)
    status, told = _sent(window, address, "130")
    assert (status, str(told["words"]).startswith("Not saved: The deadline was")) == (422, True)
    assert _stored() == []


def test_who_is_signed_out_is_sent_to_sign_in_and_nothing_is_kept(window: Browser, address: str) -> None:
    token = window.token()
    stop_clock_at(NOON + timedelta(hours=13))
    answer = window.client.post(f"{address}/keep", data={"csrf_token": token, "asked": "phone", "q_phone": "130"})
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    assert _stored() == []
