"""A section keeps what was typed, asks on where an answer brings up more, and never overwrites another window."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor
from mobility.database import db
from mobility.models import Call, SectionAnswers
from mobility.services.applications.start import start
from tests.browsing import Browser
from tests.databases import counted
from tests.factories.desks import officer_of, return_file
from tests.factories.filled import ANSWERS, hand_in


@pytest.fixture
def address(call: Call, me: Actor) -> str:
    return f"/applications/{start(call.key, me)}"


def _stored(section: str) -> dict[str, object]:
    return dict(db.session.scalars(select(SectionAnswers.values).where(SectionAnswers.section_key == section)).one())


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(window: Browser, address: str) -> None:
    page = window.visit(f"{address}/sections/contact")
    answered = window.press(page, "Save and continue", {"q_phone": "call me", "q_emergency_name": "李建国"})
    assert answered.status == 422
    field = answered.soup.select_one("#q_phone")
    assert field is not None
    assert (field["value"], field["aria-invalid"]) == ("call me", "true")
    described = str(field["aria-describedby"]).split()
    assert answered.all(f"#{described[-1]}") == answered.all(".field.has-error .error")
    assert [link["href"] for link in answered.soup.select(".error-summary a")] == ["#q_phone"]
    assert _stored("contact") == {"phone": "call me", "emergency_name": "李建国"}


def test_incomplete_is_saved_and_goes_on(window: Browser, address: str) -> None:
    page = window.press(window.visit(f"{address}/sections/contact"), "Save and continue", {"q_phone": "13012345678"})
    assert page.path == f"{address}/sections/motivation"
    tasks = window.visit(address)
    assert "4 answers are missing or need correcting" in tasks.text


def test_later_leads_back_to_the_list(window: Browser, address: str) -> None:
    page = window.press(window.visit(f"{address}/sections/family"), "Save and go on later")
    assert page.path == address
    assert "Saved. You can go on whenever you like." in page.text


def test_an_answer_that_brings_up_questions_asks_them_at_once(window: Browser, address: str) -> None:
    page = window.visit(f"{address}/sections/background")
    assert page.soup.select("[name=q_english_mark]") == []
    page = window.press(page, "Save and continue", {"q_entrance_kind": "national"})
    assert page.path == f"{address}/sections/background"
    page = window.press(page, "Save and continue", {"q_english_mark": "112.5"})
    assert page.path == f"{address}/sections/understanding"
    assert _stored("background") == {"entrance_kind": "national", "english_mark": "112.5"}


def test_hidden_answers_come_back_when_the_student_changes_back(window: Browser, address: str) -> None:
    path = f"{address}/sections/background"
    window.press(window.visit(path), "Save and continue", {"q_entrance_kind": "national"})
    window.press(window.visit(path), "Save and continue", {"q_english_mark": "112.5"})
    window.press(window.visit(path), "Save and continue", {"q_entrance_kind": "other"})
    assert window.visit(path).soup.select("[name=q_english_mark]") == []
    window.press(window.visit(path), "Save and continue", {"q_entrance_kind": "national"})
    field = window.visit(path).soup.select_one("[name=q_english_mark]")
    assert field is not None
    assert field["value"] == "112.5"


def test_boxes_can_be_ticked_and_unticked(window: Browser, address: str) -> None:
    path = f"{address}/sections/background"
    window.press(window.visit(path), "Save and continue", {"q_science_subjects": ["biology", "physics"]})
    assert _stored("background")["science_subjects"] == ["biology", "physics"]
    assert window.visit(path).values()["q_science_subjects"] == ["biology", "physics"]
    window.press(window.visit(path), "Save and continue", {"q_science_subjects": None})
    assert "science_subjects" not in _stored("background")


def test_the_second_of_two_windows_chooses_answer_by_answer(window: Browser, address: str) -> None:
    path = f"{address}/sections/contact"
    first, second = window.visit(path), window.visit(path)
    window.press(first, "Save and continue", {"q_phone": "13011111111", "q_emergency_name": "甲"})
    stale = window.press(second, "Save and continue", {"q_phone": "13022222222", "q_emergency_phone": "13099999999"})
    assert (stale.status, stale.heading) == (409, "Saved in two windows")
    assert stale.all("fieldset .prose") == ["13011111111", "13022222222", "甲", "–", "–", "13099999999"]
    picks = {name: value for name, value in stale.values().items() if name.startswith("pick_")}
    assert picks == {"pick_phone": "typed", "pick_emergency_name": "saved", "pick_emergency_phone": "typed"}
    assert _stored("contact") == {"phone": "13011111111", "emergency_name": "甲"}
    window.press(stale, "Save these answers", {"pick_phone": "saved"})
    assert _stored("contact") == {"phone": "13011111111", "emergency_name": "甲", "emergency_phone": "13099999999"}


def test_boxes_of_two_windows_are_chosen_as_a_whole(window: Browser, address: str) -> None:
    path = f"{address}/sections/background"
    first, second = window.visit(path), window.visit(path)
    window.press(first, "Save and continue", {"q_science_subjects": ["biology"]})
    stale = window.press(
        second, "Save and continue", {"q_science_subjects": ["biology", "physics"], "q_entrance_kind": "other"}
    )
    merged = window.press(stale, "Save these answers")
    assert merged.status in {200, 422}
    assert _stored("background") == {"science_subjects": ["biology", "physics"], "entrance_kind": "other"}


def test_markup_that_was_typed_is_shown_as_text(window: Browser, address: str) -> None:
    hostile = "<script>alert(1)</script>\"'><b>x"
    path = f"{address}/sections/contact"
    page = window.press(window.visit(path), "Save and continue", {"q_emergency_name": hostile})
    page = window.visit(path)
    assert page.values()["q_emergency_name"] == hostile
    assert page.soup.select("main script, main b") == []


def test_a_returned_section_can_be_changed_and_the_others_only_read(window: Browser, call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    return_file(
        application_id, officer_of(application_id), Action.SCHOOL_RETURN, items="contact", body="A digit is missing."
    )
    tasks = window.visit(f"/applications/{application_id}")
    assert "A digit is missing." in tasks.text
    assert tasks.all(".task-list .badge-state")[0] == "Please change"
    other = window.visit(f"/applications/{application_id}/sections/family")
    assert other.all("main form") == []
    assert "This part was not returned, so it cannot be changed." in other.text
    mended = window.press(
        window.visit(f"/applications/{application_id}/sections/contact"),
        "Save and continue",
        {"q_phone": "13055555555"},
    )
    check = window.visit(mended.link("Check your answers"))
    again = window.press(check, "Hand in again", {"has_declared": "yes"})
    assert again.all(".receipt-number") == [f"{call.number_prefix}-0001-2"]


def test_after_the_submit_a_section_is_only_read(window: Browser, call: Call, me: Actor) -> None:
    application_id = hand_in(call, me).application_id
    page = window.visit(f"/applications/{application_id}/sections/contact")
    assert page.all("main form") == []
    assert ANSWERS["contact"]["phone"] in page.text


def test_every_answer_on_the_check_page_links_to_its_field(window: Browser, address: str) -> None:
    check = window.visit(f"{address}/check")
    for link in check.soup.select("dd.change a"):
        path, _hash, target = str(link["href"]).partition("#")
        found = window.visit(path).soup.find(id=target)
        assert found is not None, link["href"]


def test_statements(window: Browser, call: Call, me: Actor) -> None:
    address = f"/applications/{start(call.key, me)}"
    page = window.visit(f"{address}/sections/contact")
    with counted() as reading:
        window.visit(f"{address}/sections/contact")
    with counted() as saving:
        window.send(page, "Save and continue", {"q_phone": "13012345678"})
    with counted() as refusing:
        window.send(page, "Save and continue", {"q_phone": "call me"})
    assert max(len(reading), len(saving), len(refusing)) <= 12
