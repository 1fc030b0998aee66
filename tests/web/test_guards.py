"""Deny by default, asked of every address: without the role it is as if it were not there."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from mobility.core.access import POLICY, Action, check
from mobility.core.terms import Actor, Grant, Role
from mobility.models import Student, User
from mobility.web.guards import PUBLIC, action_of
from tests.client import Client
from tests.cookies import sign_in
from tests.factories.people import home, make_staff, make_student, make_user
from tests.web.addresses import Address, addresses

STAFF = [
    Role.OFFICER,
    Role.REVIEWER,
    Role.COORDINATOR,
    Role.CHECKER,
    Role.VICE_DEAN,
    Role.ASSISTANT,
    Role.EXAMINER,
    Role.HEAD,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
]
WITHOUT_TRACE = re.compile(r"[0-9a-f]{32}|name=\"csrf_token\" value=\"[^\"]+\"|lang=[^\"&]+|theme=[^\"&]+")


def _person(role: Role | None) -> User | Student:
    if role is Role.STUDENT:
        return make_student()
    return make_staff(role) if role else make_user()


def _guarded(app: Flask) -> list[tuple[Address, Action]]:
    found = [(one, action_of(app, one.endpoint)) for one in addresses(app) if one.endpoint not in PUBLIC]
    return [(address, action) for address, action in found if action is not None]


def test_nobody_who_is_not_signed_in_passes_a_guard(app: Flask, client: Client) -> None:
    home()
    answers = {str(one): client.open(one.path, method=one.method) for one, _action in _guarded(app)}
    assert len(answers) > 60
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 303} == {}
    assert {answer.location.partition("?")[0] for answer in answers.values()} == {"/sign-in"}


@pytest.mark.parametrize("role", [Role.STUDENT, Role.COORDINATOR, None])
def test_what_a_role_may_not_open_answers_like_what_does_not_exist(
    app: Flask, client: Client, role: Role | None
) -> None:
    """To the letter. That every other role is answered by 404 as well is the matrix's to show."""
    sign_in(client, _person(role))
    acting = Actor(1, user_id=1, grants=(Grant(role),) if role else ())
    closed = [one for one, action in _guarded(app) if check(acting, action) is not None]
    assert len(closed) > 20
    unknown = client.get("/there/is/no/such/page")
    wrong = {}
    for one in closed:
        answer = client.open(one.path, method=one.method)
        if (answer.status_code, _plain(answer.text)) != (404, _plain(unknown.text)):
            wrong[str(one)] = answer.status_code
    assert wrong == {}


def _plain(text: str) -> str:
    """A page without what is new on each: tokens, numbers of requests, its own address in switches and navigation."""
    return WITHOUT_TRACE.sub("", re.sub(r"href=\"[^\"]*\?[^\"]*\"", "", text.replace(' aria-current="page"', "")))


@pytest.mark.parametrize("role", [Role.STUDENT, *STAFF])
def test_objects_that_do_not_exist_answer_404_to_those_who_may_come(app: Flask, client: Client, role: Role) -> None:
    sign_in(client, _person(role))
    acting = Actor(1, user_id=1, student_id=1, grants=(Grant(role),))
    with_object = [
        one
        for one, action in _guarded(app)
        if check(acting, action) is None and one.is_safe and ("2000000000" in one.path or "nothing-of" in one.path)
    ]
    answers = {str(one): client.get(one.path).status_code for one in with_object}
    assert {address: status for address, status in answers.items() if status != 404} == {}


def test_every_act_needs_its_token(app: Flask, client: Client) -> None:
    """Without one nothing is even looked up: 400 on every address that takes a form, from whoever may come there."""
    people = {role: _person(role) for role in (Role.STUDENT, *STAFF)}
    unsafe = [one for one in addresses(app) if not one.is_safe]
    statuses = {}
    for one in unsafe:
        action = action_of(app, one.endpoint)
        role = next(iter(sorted(POLICY[action].roles & set(people)))) if action and POLICY[action].roles else None
        sign_in(client, people[role or Role.STUDENT])
        statuses[str(one)] = client.open(one.path, method=one.method).status_code
    assert len(statuses) > 30
    assert {address: status for address, status in statuses.items() if status != 400} == {}


def test_no_view_is_exempt_from_tokens(app: Flask) -> None:
    from mobility.web.extensions import csrf

    assert (csrf._exempt_views, csrf._exempt_blueprints) == (set(), set())


def test_whoever_is_sent_to_sign_in_keeps_where_they_were_going(client: Client) -> None:
    home()
    assert client.get("/office/files?call=3&sort=name").location == "/sign-in?next=/office/files?call%3D3%26sort%3Dname"
    from_form = client.post("/people/invite", headers={"Referer": "http://localhost/people/invite"})
    assert from_form.location == "/sign-in?next=/people/invite"
    assert "nothing was saved" in client.get(from_form.location).text


def test_an_endpoint_that_nobody_judged_never_opens(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    home()
    monkeypatch.setattr("mobility.web.guards.PUBLIC", PUBLIC - {"public.help"})
    assert client.get("/help").status_code == 404
