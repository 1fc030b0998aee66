"""The next edition and the draft: what moves, what stays, what keeps it from being published, who comes second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from mobility import storage
from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import Call, CallAttachment, HostOption, OutboxMessage
from mobility.queries import definitions
from mobility.services.calls import draft, edition
from mobility.services.calls.bring import bring
from mobility.services.calls.draft import Edited, EditedHost
from mobility.services.programs.attach import attach
from mobility.storage import Store, current
from tests.factories.calls import DEADLINE, NOON, make_call, make_partner
from tests.factories.cases import make_application
from tests.factories.files import pdf
from tests.factories.people import actor, make_institution, make_staff
from tests.services.calls.example import CALL

NEXT = DEADLINE + timedelta(days=364)


@pytest.fixture
def old(at_noon: None) -> Call:
    title = Text(en="Scholarship, edition 21", zh_Hans="奖学金项目（第21届）")
    return make_call(key="scholarship-21", number_prefix="SNS21", title=title, settings={"selection": {"at": "x"}})


def _edited(**changes: Any) -> Edited:
    given = Edited(
        title=Text(en="Exchange", zh_Hans="交换"),
        opens_at=NOON,
        deadline_at=DEADLINE,
        starts_on=None,
        place_count=7,
        school_cap=None,
        choice_limit=2,
        first_timers="equal",
        notice=Text(en="Apply.", zh_Hans="报名。"),
    )
    return replace(given, **changes)


def test_the_next_edition_takes_everything_over_and_moves_every_date(old: Call, coordinator: Actor) -> None:
    make_application(old, state="selection")
    partner = make_partner()
    host = {"institution_id": old.institution_id, "call_id": old.id, "partner_id": partner.id, "place_count": 4}
    db.session.add(HostOption(**host, key="a", term="2027-spring", nominate_by=date(2026, 11, 20)))
    db.session.add(HostOption(**host, key="b", state="withdrawn"))
    db.session.flush()
    new = db.session.get_one(Call, edition.make(old.id, 22, NEXT, coordinator))
    assert (new.state, new.key, new.number_prefix, new.edition) == ("draft", "scholarship-22", "SNS22", 22)
    assert (new.title.en, new.title.zh_Hans) == ("Scholarship, edition 22", "奖学金项目（第22届）")
    assert (new.deadline_at, new.opens_at) == (NEXT, old.opens_at + timedelta(days=364))
    assert new.starts_on == date(2027, 1, 5) + timedelta(days=364)
    assert new.timetable == [{"on": "2027-10-19", "name": {"en": "Sign-up ends", "zh_Hans": "报名截止"}}]
    assert (new.settings, new.last_number, new.bond, new.workflow_id) == ({}, 0, old.bond, old.workflow_id)
    option = db.session.scalars(select(HostOption).where(HostOption.call_id == new.id)).one()
    assert (option.key, option.term, option.place_count, option.taken_count) == ("a", "2028-spring", 4, 0)
    assert option.nominate_by == date(2027, 11, 19)
    rules = {rule.key: rule for rule in definitions.rules(new.eligibility_id).rules}
    before = {rule.key: rule for rule in definitions.rules(old.eligibility_id).rules}
    assert [year + 1 for year in before["first_year"].years] == list(rules["first_year"].years)  # type: ignore[union-attr]  # a rule of years, by its key
    assert rules["level"] == before["level"]


def test_the_files_of_a_call_are_copied_and_gone_with_a_draft(old: Call, coordinator: Actor, tmp_path: Path) -> None:
    storage.use(Store.on_disk(tmp_path))
    form = attach(old.id, Text(en="Consent", zh_Hans="知情同意书"), BytesIO(pdf()), "consent.pdf")
    new = db.session.get_one(Call, edition.make(old.id, 22, NEXT, coordinator))
    first, second = db.session.scalars(select(CallAttachment).order_by(CallAttachment.id)).all()
    assert (first.id, second.call_id, second.title.en, second.file_name) == (form, new.id, "Consent", "consent.pdf")
    assert first.storage_key != second.storage_key
    assert b"".join(current().read(second.storage_key, None)) == pdf()
    draft.discard(new.id, coordinator, version=new.version)
    assert db.session.scalars(select(CallAttachment.id)).all() == [form]


def test_what_will_be_made_is_what_is_made(old: Call, coordinator: Actor) -> None:
    shown = edition.rehearse(old.id, 22, NEXT, coordinator)
    assert db.session.scalar(select(func.count()).select_from(Call)) == 1
    made = db.session.get_one(Call, edition.make(old.id, 22, NEXT, coordinator))
    assert (shown.days, shown.years) == (364, 1)
    for name in ("key", "title", "number_prefix", "opens_at", "deadline_at", "starts_on"):
        assert getattr(made, name) == getattr(shown, name)


def test_an_edition_is_made_once(old: Call, coordinator: Actor) -> None:
    edition.make(old.id, 22, NEXT, coordinator)
    for number in (21, 22):
        with pytest.raises(Refused, match=r"call\.edition_there"):
            edition.make(old.id, number, NEXT, coordinator)
    make_institution("foreign")
    stranger = actor(make_staff(Role.COORDINATOR, institution=make_institution("other")))
    with pytest.raises(Refused, match=r"call\.unknown"):
        edition.make(old.id, 23, NEXT, stranger)
    with pytest.raises(Refused, match=r"access\.not_yours"):
        edition.make(old.id, 23, NEXT, actor(make_staff(Role.COORDINATOR, call=old)))


def test_a_draft_is_edited_published_with_its_reminders_and_then_closed_to_edits(coordinator: Actor) -> None:
    call = db.session.get_one(Call, bring(CALL.encode(), coordinator))
    options = db.session.scalars(select(HostOption).order_by(HostOption.position)).all()
    partner = make_partner()
    first = EditedHost(options[0].id, partner.id, "2027-autumn", 4, 9, date(2026, 11, 1), None, None)
    gone = EditedHost(options[1].id, partner.id, None, None, None, None, None, None, is_removed=True)
    new = EditedHost(None, partner.id, None, None, 3, None, None, None)
    version = call.version
    draft.edit(call.id, _edited(), [new, first, gone], coordinator, version=version)
    found = db.session.scalars(select(HostOption).order_by(HostOption.position)).all()
    assert [(one.place_count, one.term, one.partner_id) for one in found] == [
        (3, None, partner.id),
        (9, "2027-autumn", partner.id),
    ]
    assert (call.place_count, call.choice_limit, call.title.zh_Hans) == (7, 2, "交换")
    with pytest.raises(Refused, match=r"stale\.call"):
        draft.edit(call.id, _edited(), [], coordinator, version=version)
    assert draft.open_faults(call.id, coordinator) == ()
    draft.publish(call.id, coordinator, version=call.version)
    assert (call.state, call.published_at) == ("published", NOON)
    with pytest.raises(Refused, match=r"call\.not_draft"):
        draft.edit(call.id, _edited(), [], coordinator, version=None)
    with pytest.raises(Refused, match=r"call\.not_draft"):
        draft.discard(call.id, coordinator, version=None)
    assert db.session.scalars(select(OutboxMessage.notice).where(OutboxMessage.state == "sent")).all() == []


def test_a_second_tab_is_told_also_when_only_hosts_were_changed(coordinator: Actor) -> None:
    call = db.session.get_one(Call, bring(CALL.encode(), coordinator))
    draft.edit(call.id, _edited(), [], coordinator, version=call.version)
    version = call.version
    host = EditedHost(None, make_partner().id, None, None, 3, None, None, None)
    draft.edit(call.id, _edited(), [host], coordinator, version=version)
    with pytest.raises(Refused, match=r"stale\.call"):
        draft.edit(call.id, _edited(), [], coordinator, version=version)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deadline_at": NOON, "opens_at": NOON - timedelta(days=1)}, "call.deadline_passed"),
        ({"notice": Text(en="", zh_Hans="报名。")}, "call.no_notice"),
        ({"title": Text(en="Exchange", zh_Hans=" ")}, "call.no_title"),
        ({"choice_limit": None}, "call.no_choice_limit"),
    ],
)
def test_what_keeps_a_draft_from_being_published(
    coordinator: Actor, changes: dict[str, datetime | Text | None], code: str
) -> None:
    call = db.session.get_one(Call, bring(CALL.encode(), coordinator))
    option = db.session.scalars(select(HostOption)).first()
    assert option is not None
    host = EditedHost(option.id, option.partner_id, None, None, 3, None, None, None)
    draft.edit(call.id, _edited(**changes), [host], coordinator, version=call.version)
    assert [one.code for one in draft.open_faults(call.id, coordinator)] == [code]
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        draft.publish(call.id, coordinator, version=None)
    assert call.state == "draft"


def test_dates_in_the_wrong_order_and_hosts_of_others_are_refused(coordinator: Actor) -> None:
    call = db.session.get_one(Call, bring(CALL.encode(), coordinator))
    with pytest.raises(Refused, match=r"call\.dates_order"):
        draft.edit(call.id, _edited(opens_at=DEADLINE), [], coordinator, version=None)
    foreign = make_partner(make_institution("foreign"))
    line = EditedHost(None, foreign.id, None, None, None, None, None, None)
    with pytest.raises(Refused, match=r"host\.unknown"):
        draft.edit(call.id, _edited(), [line], coordinator, version=None)


def test_a_draft_is_thrown_away_with_its_hosts(coordinator: Actor) -> None:
    call_id = bring(CALL.encode(), coordinator)
    draft.discard(call_id, coordinator, version=None)
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (Call, HostOption)] == [0, 0]
