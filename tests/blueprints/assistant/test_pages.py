"""An assistant finds whom to call and opens documents, and neither passports nor rivals nor themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from mobility.core.terms import Refused, Role
from mobility.database import db
from mobility.models import Application, Call, Student, User
from mobility.queries import documents
from mobility.services.documents.check import Said, check_document
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application
from tests.factories.clock import stop_clock_at
from tests.factories.documents import make_document
from tests.factories.people import actor, make_grant, make_staff, make_student, make_user


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> None:
    assert app.testing is not None
    stop_clock_at(NOON)


def _file(name: str, call: Call | None = None, **columns: Any) -> Application:
    student = make_student(name=name, user=make_user(name=name, phone="+86 138 0000 0000"))
    return make_application(call or make_call(), student, **({"state": "qualification_check"} | columns))


def _visitor(client: Client, person: User | None = None) -> Browser:
    visitor = Browser(client)
    visitor.sign_in(person or make_staff(Role.ASSISTANT))
    return visitor


def test_the_list_tells_whom_to_call_and_is_narrowed(client: Client) -> None:
    first = _file("李秀宁")
    _file("王大明", state="returned_by_school", returned_until=NOON + timedelta(days=3))
    _file("赵没交", state="draft", submission_count=0)
    visitor = _visitor(client)
    page = visitor.visit("/assist")
    assert page.all("tbody th") == ["李秀宁", "王大明"]
    assert "+86 138 0000 0000" in page.text
    assert visitor.visit("/assist?who=student").all("tbody th") == ["王大明"]
    assert visitor.visit(f"/assist?call={first.call_id}").all("tbody th") == ["李秀宁"]
    assert visitor.visit("/assist?q=wdm").all("tbody th") == ["王大明"]
    assert "Nothing fits" in visitor.visit("/assist?q=nobody").text


def test_a_file_shows_documents_and_no_passport_mark_or_birthday(client: Client) -> None:
    file = _file("李秀宁", state="formalities")
    paper, passport = make_document(file, "transcript"), make_document(file, "travel_document")
    person = make_staff(Role.ASSISTANT)
    visitor = _visitor(client, person)
    page = visitor.visit(visitor.visit("/assist").link("李秀宁"))
    student = db.session.get_one(Student, file.student_id)
    assert "transcript.pdf" in page.text
    for hidden in ("travel_document.pdf", student.birth_on.isoformat(), "Score"):
        assert hidden not in page.text
    assert documents.document(paper.id, actor(person)).document_id == paper.id
    with pytest.raises(Refused) as refused:
        documents.document(passport.id, actor(person))
    assert refused.value.code == "document.unknown"


def test_who_applied_sees_neither_their_own_file_nor_others_of_the_call(client: Client) -> None:
    rival, other = _file("甲"), _file("乙")
    own = _file("丙", db.session.get_one(Call, rival.call_id))
    person = db.session.get_one(User, db.session.get_one(Student, own.student_id).user_id)
    make_grant(person, Role.ASSISTANT)
    visitor = _visitor(client, person)
    assert visitor.visit("/assist").all("tbody th") == ["乙"]
    assert [visitor.visit(f"/assist/files/{one.id}").status for one in (rival, own, other)] == [404, 404, 200]
    paper = make_document(rival, "transcript")
    assert visitor.visit(f"/documents/{paper.id}/pages").status == 404


def test_the_list_costs_the_same_for_few_and_many(client: Client) -> None:
    call = make_call()
    _file("甲", call)
    visitor = _visitor(client)
    with counted() as few:
        visitor.visit("/assist")
    for _ in range(52):
        _file("乙", call)
    with counted() as many:
        first = visitor.visit("/assist")
    assert (len(many), len(many) <= 12, len(first.all("tbody tr"))) == (len(few), True, 50)
    assert len(visitor.visit(first.link("More")).all("tbody tr")) == 3


def test_an_assistant_accepts_documents_and_never_judges_a_passport(client: Client) -> None:
    file = _file("李秀宁", state="formalities")
    paper, passport = make_document(file, "transcript"), make_document(file, "travel_document")
    person = make_staff(Role.ASSISTANT)
    visitor = _visitor(client, person)
    queue = visitor.visit("/documents/to-check")
    assert len(queue.all("tbody tr")) == 1
    page = visitor.visit(f"/documents/{paper.id}/pages")
    visitor.press(page, "Accept")
    db.session.expire_all()
    assert (paper.state, passport.state) == ("accepted", "uploaded")
    assert visitor.visit(f"/documents/{passport.id}/pages").status == 404
    with pytest.raises(Refused) as refused:
        check_document(passport.id, Said("accept", passport.version), actor(person))
    assert refused.value.code == "document.unknown"
