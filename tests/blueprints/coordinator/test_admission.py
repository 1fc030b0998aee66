"""Rolling admission and the group over HTTP: filled in, shown, decided; flaws are told and typed words kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Application, Call, Fee, HostOption, OutboxMessage
from tests.browsing import Browser
from tests.factories.cases import make_application
from tests.factories.hosts import make_option, make_placement, make_summer_school
from tests.factories.people import make_student


@pytest.fixture
def school() -> Call:
    return make_summer_school()


@pytest.fixture
def option(school: Call) -> HostOption:
    return make_option(school, place_count=1)


@pytest.fixture
def files(school: Call) -> list[Application]:
    return [make_application(school, make_student(name=name), state="admission") for name in ("丁一", "王二")]


def _states(*files: Application) -> list[str]:
    for file in files:
        db.session.refresh(file)
    return [file.state for file in files]


@pytest.mark.usefixtures("option")
def test_places_are_filled_in_shown_and_given(visitor: Browser, school: Call, files: list[Application]) -> None:
    page = visitor.visit(visitor.visit(f"/office/calls/{school.id}").link("Admission"))
    filled = visitor.visit(page.link("Fill in by this order"))
    preview = visitor.press(filled, "Check the decisions")
    assert "A place: 1" in preview.text
    assert "Waiting list: 1" in preview.text
    assert _states(*files) == ["admission", "admission"]
    done = visitor.press(preview, "Decide and send the letters")
    assert "2 files are decided; their students are told." in done.text
    assert sorted(_states(*files)) == ["confirmation", "waiting"]


@pytest.mark.usefixtures("option")
def test_what_stands_against_a_file_is_said_beside_it_and_typed_words_stay(
    visitor: Browser, school: Call, files: list[Application]
) -> None:
    page = visitor.visit(f"/office/calls/{school.id}/admission")
    typed = {
        f"outcome-{files[0].id}": "not_qualified",
        f"outcome-{files[1].id}": "not_selected",
        f"remark-{files[1].id}": "All places are given.",
    }
    refused = visitor.press(visitor.press(page, "Check the decisions", dict(typed)), "Decide and send the letters")
    assert (refused.status, _states(*files)) == (422, ["admission", "admission"])
    row = next(one for one in refused.soup.select("main tbody tr") if "丁一" in one.get_text())
    assert "Something needed for this act is left out" in row.get_text()
    assert refused.values()[f"remark-{files[1].id}"] == "All places are given."


@pytest.mark.usefixtures("option")
def test_who_comes_second_is_told(visitor: Browser, school: Call, files: list[Application]) -> None:
    page = visitor.visit(f"/office/calls/{school.id}/admission?suggest=1")
    preview = visitor.press(page, "Check the decisions")
    visitor.press(preview, "Decide and send the letters")
    again = visitor.press(preview, "Decide and send the letters")
    assert again.status == 422
    assert sorted(_states(*files)) == ["confirmation", "waiting"]


def test_the_group_goes_only_when_somebody_says_so_below_the_minimum(
    visitor: Browser, school: Call, option: HostOption
) -> None:
    file = make_application(school, state="group")
    make_placement(file, option)
    page = visitor.visit(f"/office/calls/{school.id}/group")
    refused = visitor.press(page, "It takes place")
    assert "The group has 1 members, 2 are needed." in refused.text
    done = visitor.press(refused, "It takes place", {"is_below_minimum_accepted": "on"})
    assert "It takes place; 1 person is told." in done.text
    assert _states(file) == ["papers"]


def test_the_end_of_a_program_is_ticked_first_and_fees_are_given_back(
    visitor: Browser, school: Call, option: HostOption
) -> None:
    file = make_application(school, state="group")
    make_placement(file, option)
    db.session.add(
        Fee(
            institution_id=school.institution_id, application_id=file.id, amount_minor=100, currency="CNY", state="paid"
        )
    )
    db.session.flush()
    page = visitor.visit(f"/office/calls/{school.id}/group")
    refused = visitor.press(page, "Cancel the program")
    assert (refused.status, _states(file)) == (422, ["group"])
    visitor.press(refused, "Cancel the program", {"is_sure": "on"})
    assert _states(file) == ["cancelled"]
    assert db.session.scalars(select(OutboxMessage.notice)).all() == ["group_cancelled"]
    owed = visitor.visit(f"/office/calls/{school.id}/fees?state=refund_due")
    fee = db.session.scalars(select(Fee)).one()
    done = visitor.press(owed, "Note as returned", {"id": str(fee.id)})
    assert "1 fee is noted as returned." in done.text
    db.session.refresh(fee)
    assert fee.state == "refunded"


def test_a_call_of_another_institution_has_no_such_pages(visitor: Browser) -> None:
    from tests.factories.calls import make_program
    from tests.factories.people import make_institution

    foreign = make_summer_school(program=make_program(make_institution(key="abroad")))
    for page in ("admission", "group", "fees"):
        assert visitor.visit(f"/office/calls/{foreign.id}/{page}").status == 404


def test_a_reviewer_s_score_orders_the_list(visitor: Browser, school: Call, files: list[Application]) -> None:
    from tests.factories.calls import NOON
    from tests.factories.cases import make_review
    from tests.factories.people import make_staff

    reviewer = make_staff(Role.REVIEWER)
    for file, score in zip(files, (70, 90), strict=True):
        make_review(file, reviewer, score=score, submitted_at=NOON)
    page = visitor.visit(f"/office/calls/{school.id}/admission?order=score")
    assert [row.select_one("th a").get_text() for row in page.soup.select("main form tbody tr")] == ["王二", "丁一"]  # type: ignore[union-attr]  # every row has one
