"""What an administrator sets for the whole institution: its names, how it is reached, and how strict the office is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.access.duties import SEPARATED
from mobility.core.terms import Actor, Refused, Text
from mobility.database import db, transaction
from mobility.models import Institution
from mobility.queries.institution import InstitutionSettings, parts, settings_row
from mobility.queries.limits import SETTING
from mobility.services.casework import audit
from mobility.services.casework.changes import changes
from mobility.services.people.addresses import normalize
from mobility.services.people.permits import permit

_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()/,-]{4,37}")


@dataclass(frozen=True, slots=True)
class Change:
    """The settings as they are to be, and the fingerprint of those that were shown before."""

    settings: InstitutionSettings
    seen: str


def edit(actor: Actor, change: Change) -> None:
    """Take over all settings of the actor's institution at once; the audit keeps what changed, from what to what.

    Raises Refused `institution.name_missing`, `institution.phone`, `address.impossible`, or `stale.institution` where
    somebody else changed them meanwhile.
    """
    permit(actor, Action.SETTINGS_EDIT)
    new = _checked(change.settings)
    with transaction():
        query = select(Institution).where(Institution.id == actor.institution_id).with_for_update()
        row = db.session.scalars(query.execution_options(populate_existing=True)).one()
        old = settings_row(row)
        if change.seen != old.seen:
            raise Refused("stale.institution")
        _write(row, new)
        audit.record(
            actor,
            Action.SETTINGS_EDIT,
            outcome="edited",
            object_kind="institution",
            object_id=row.id,
            params=changes(parts(old), parts(new)),
        )


def _checked(new: InstitutionSettings) -> InstitutionSettings:
    if any(not (text.en.strip() and text.zh_Hans.strip()) for text in (new.name, new.short_name, new.office_name)):
        raise Refused("institution.name_missing")
    if new.contact_phone and not _PHONE.fullmatch(new.contact_phone):
        raise Refused("institution.phone")
    email = normalize(new.contact_email) if new.contact_email else ""
    return replace(new, contact_email=email)


def _write(row: Institution, new: InstitutionSettings) -> None:
    row.name, row.short_name, row.office_name = new.name, new.short_name, new.office_name
    row.contact_email, row.contact_phone = new.contact_email or None, new.contact_phone or None
    row.address = new.address if new.address != Text(en="", zh_Hans="") else None
    row.settings = {
        **row.settings,
        "icp_number": new.icp_number,
        "public_security_number": new.public_security_number,
        "may_approve_own_proposal": new.may_approve_own_proposal,
        "needs_vice_dean": new.needs_vice_dean,
        SEPARATED: new.separates_duties,
        "has_map": new.has_map,
        "map_approval": new.map_approval,
        SETTING: dict(new.most_per_term),
    }
