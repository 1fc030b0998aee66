"""The institution's settings: changed whole, by an administrator, and nothing that somebody else wrote is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from mobility.core.terms import Actor, Refused, Role, Text
from mobility.database import db
from mobility.models import AuditEvent, Institution
from mobility.queries.institution import settings_of
from mobility.services.institutions.edit import Change, edit
from tests.factories.people import actor, home, make_staff

pytestmark = pytest.mark.usefixtures("database_session")


@pytest.fixture
def admin() -> Actor:
    home().settings = {"something_of_later": 1}
    return actor(make_staff(Role.ADMINISTRATOR))


def test_settings_are_changed_and_what_this_page_does_not_know_stays(admin: Actor) -> None:
    old = settings_of(admin)
    new = replace(
        old,
        office_name=Text(en="Office of International Affairs", zh_Hans="国际合作与交流处"),
        contact_phone="+86 311 8626 0000",
        icp_number="冀ICP备12345678号",
        may_approve_own_proposal=True,
    )
    edit(admin, Change(new, old.seen))
    assert settings_of(admin) == new
    row = db.session.get_one(Institution, admin.institution_id)
    assert row.settings["something_of_later"] == 1
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.params["fields"] == ("office_name_zh,office_name_en,contact_phone,icp_number,may_approve_own_proposal")
    assert (event.params["old.contact_phone"], event.params["new.contact_phone"]) == ("", "+86 311 8626 0000")
    assert (event.params["old.may_approve_own_proposal"], event.params["new.may_approve_own_proposal"]) == (False, True)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": Text(en="", zh_Hans="大学")}, "institution.name_missing"),
        ({"short_name": Text(en="U", zh_Hans=" ")}, "institution.name_missing"),
        ({"contact_phone": "ring us"}, "institution.phone"),
        ({"contact_email": "nowhere"}, "address.impossible"),
    ],
)
def test_what_cannot_be_is_refused(admin: Actor, wrong: dict[str, object], code: str) -> None:
    old = settings_of(admin)
    with pytest.raises(Refused) as refusal:
        edit(admin, Change(replace(old, **wrong), old.seen))  # type: ignore[arg-type]  # wrong fields by name
    assert (refusal.value.code, settings_of(admin)) == (code, old)


def test_settings_changed_meanwhile_are_not_overwritten(admin: Actor) -> None:
    old = settings_of(admin)
    edit(admin, Change(replace(old, icp_number="1"), old.seen))
    with pytest.raises(Refused, match=r"stale\.institution"):
        edit(admin, Change(replace(old, icp_number="2"), old.seen))
    assert settings_of(admin).icp_number == "1"


@pytest.mark.parametrize("role", [Role.HEAD, Role.COORDINATOR, Role.AUDITOR])
def test_only_an_administrator_changes_settings(role: Role) -> None:
    who = actor(make_staff(role))
    old = settings_of(who)
    with pytest.raises(Refused, match=r"access\.role"):
        edit(who, Change(old, old.seen))
