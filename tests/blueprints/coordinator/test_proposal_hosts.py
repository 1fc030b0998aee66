"""The list of an exchange on the page: wishes with their free places, a host for each candidate, filled in and sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Application, Call, Decision, HostOption, Student
from tests.browsing import Browser
from tests.databases import counted
from tests.factories.calls import NOON, make_partner
from tests.factories.cases import make_application
from tests.factories.hosts import make_choices, make_exchange, make_option
from tests.factories.people import make_fact, make_student


@pytest.fixture
def exchange() -> Call:
    return make_exchange()


@pytest.fixture
def options(exchange: Call) -> list[HostOption]:
    partners = [make_partner(name=Text(en=name, zh_Hans=name), country="KR") for name in ("Alpha", "Beta", "Gamma")]
    return [make_option(exchange, partner, place_count=1) for partner in partners]


def _file(call: Call, average: int, *options: HostOption, is_willing: bool = False) -> Application:
    file = make_application(
        call, make_student(), state="selection", school_outcome="recommended", school_rank=1, is_willing=is_willing
    )
    make_choices(file, *options)
    student = db.session.get_one(Student, file.student_id)
    make_fact(student, "average", {"value": average}, scale="100", as_of=NOON.date(), source="records")
    return file


def test_the_list_is_filled_in_by_allocation_shown_and_sent(
    visitor: Browser, exchange: Call, options: list[HostOption]
) -> None:
    alpha, beta, _gamma = options
    files = [_file(exchange, 90, alpha), _file(exchange, 85, alpha, beta), _file(exchange, 80, alpha)]
    address = f"/office/calls/{exchange.id}/proposal"
    page = visitor.visit(address)
    assert "Alpha · Spring semester 2027 1 free" in page.text
    filled = visitor.visit(page.link("Fill in by allocation"))
    values = filled.values()
    assert [values[f"outcome-{one.id}"] for one in files] == ["candidate", "candidate", "reserve"]
    assert [values[f"host-{one.id}"] for one in files] == [str(alpha.id), str(beta.id), ""]
    assert values[f"position-{files[2].id}"] == "1"
    assert "Every place here went to others" in filled.text
    preview = visitor.press(filled, "Check the list")
    assert "2 candidates, 1 alternates, 0 not selected" in preview.text
    assert preview.all("[data-named]") == ["1", "1", "0"]
    sent = visitor.press(preview, "Propose this list")
    assert "The list is with the head of the office now." in sent.text
    kept = db.session.execute(select(Decision.application_id, Decision.host_option_id).order_by(Decision.id)).all()
    assert kept == [(files[0].id, alpha.id), (files[1].id, beta.id), (files[2].id, None)]


def test_too_many_for_a_host_are_named_and_what_was_chosen_is_kept(
    visitor: Browser, exchange: Call, options: list[HostOption]
) -> None:
    files = [_file(exchange, 90, options[0]), _file(exchange, 85, options[0])]
    chosen = {f"outcome-{one.id}": "candidate" for one in files} | {
        f"host-{one.id}": str(options[0].id) for one in files
    }
    preview = visitor.press(visitor.visit(f"/office/calls/{exchange.id}/proposal"), "Check the list", dict(chosen))
    assert preview.all("tr.is-over th") == ["Alpha · Spring semester 2027"]
    refused = visitor.press(preview, "Propose this list")
    assert refused.status == 422
    assert "Alpha: 2 candidates are named, but 1 places are free." in refused.text
    assert [refused.values()[name] for name in chosen] == list(chosen.values())


def test_only_the_willing_are_offered_other_hosts(visitor: Browser, exchange: Call, options: list[HostOption]) -> None:
    bound, willing = _file(exchange, 90, options[0]), _file(exchange, 85, options[0], is_willing=True)
    page = visitor.visit(f"/office/calls/{exchange.id}/proposal")

    def offered(file: Application) -> list[str]:
        return [str(one["value"]) for one in page.soup.select(f"#host-{file.id} option")]

    assert offered(bound) == ["", str(options[0].id)]
    assert offered(willing) == ["", *(str(one.id) for one in options)]


def test_the_suggestion_costs_the_same_for_few_and_many(
    visitor: Browser, exchange: Call, options: list[HostOption]
) -> None:
    address = f"/office/calls/{exchange.id}/proposal?suggest=1"
    _file(exchange, 90, *options)
    visitor.visit(address)
    with counted() as few:
        visitor.visit(address)
    for average in range(60, 80):
        _file(exchange, average, *options, is_willing=True)
    with counted() as many:
        visitor.visit(address)
    assert (len(many), len(many) <= 12) == (len(few), True)
