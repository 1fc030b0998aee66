"""Sets for one school whether its list needs the approval of its vice dean, or leaves it to the institution."""

from __future__ import annotations

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import db, transaction
from mobility.models import Unit
from mobility.services.casework import audit
from mobility.services.casework.changes import changes
from mobility.services.people.permits import permit


def set_needs_vice_dean(unit_id: int, wanted: bool | None, actor: Actor, *, seen: bool | None) -> None:
    """Have lists that the school hands in from now on go to its vice dean first, or not; None: as the institution says.

    Lists that lie with a vice dean already stay there. `seen` is what the administrator saw.

    Raises Refused `unit.unknown` for what is no school of the actor's institution, and `stale.unit`.
    """
    permit(actor, Action.SETTINGS_EDIT)
    with transaction():
        school = select(Unit).where(
            Unit.id == unit_id, Unit.institution_id == actor.institution_id, Unit.kind == "school"
        )
        unit = db.session.scalar(school.with_for_update().execution_options(populate_existing=True))
        if unit is None:
            raise Refused("unit.unknown")
        if unit.needs_vice_dean is not seen:
            raise Refused("stale.unit")
        if unit.needs_vice_dean is wanted:
            return
        unit.needs_vice_dean = wanted
        audit.record(
            actor,
            Action.SETTINGS_EDIT,
            outcome="edited",
            object_kind="unit",
            object_id=unit_id,
            params=changes(_said(seen), _said(wanted)),
        )


def _said(rule: bool | None) -> dict[str, Param]:
    return {"needs_vice_dean": "as_institution" if rule is None else rule}
