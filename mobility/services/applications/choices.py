"""Saves a student's ranked wishes for hosts as a whole, unless another window saved them in between."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import Choice, HostOption
from mobility.queries.content import WISHES
from mobility.services.applications.editing import Editable, open_item
from mobility.services.casework import audit


def save_choices(
    application_id: int, option_ids: Sequence[int], actor: Actor, *, is_willing: bool, revision: int
) -> int:
    """Keep these host options as the wishes of the actor's own application, the first wish first.

    `is_willing` tells whether the student may be placed elsewhere (服从调剂); `revision` is the one that the page
    showed, and the new one is returned. The same wishes saved twice are no conflict. A host that withdrew may stay
    where it was wished for, so that nothing typed is lost, but is never added; a submit asks for it to be taken out.

    Raises Refused as `editing.open_item` does, `stale.wishes` where another save came first, `wishes.too_many`,
    `wishes.twice`, `host.unknown`, `host.withdrawn`.
    """
    with transaction():
        editable = open_item(application_id, WISHES, actor, Action.APPLICATION_EDIT)
        held, wanted = editable.held, tuple(option_ids)
        before = tuple(one.id for one in held.wishes)
        if (before, held.is_willing) == (wanted, is_willing):
            return held.choices_revision
        if held.choices_revision != revision:
            raise Refused("stale.wishes", revision=held.choices_revision)
        _refuse_flaws(editable, wanted, before)
        _write(editable, wanted, is_willing=is_willing)
        audit.record(
            actor,
            Action.APPLICATION_EDIT,
            outcome="wishes",
            object_kind="application",
            object_id=application_id,
            application_id=application_id,
            params={"options": ",".join(map(str, wanted)), "is_willing": is_willing},
        )
        return held.choices_revision + 1


def _refuse_flaws(editable: Editable, wanted: tuple[int, ...], before: tuple[int, ...]) -> None:
    limit = editable.held.choice_limit or 0
    if len(wanted) > limit:
        raise Refused("wishes.too_many", limit=limit)
    if len(set(wanted)) < len(wanted):
        raise Refused("wishes.twice")
    query = select(HostOption.id, HostOption.state).where(
        HostOption.id.in_(wanted), HostOption.call_id == editable.held.call_id
    )
    states = {row.id: row.state for row in db.session.execute(query)}
    if set(wanted) - states.keys():
        raise Refused("host.unknown")
    if any(states[one] != "open" for one in wanted if one not in before):
        raise Refused("host.withdrawn")


def _write(editable: Editable, wanted: tuple[int, ...], *, is_willing: bool) -> None:
    application = editable.application
    db.session.execute(delete(Choice).where(Choice.application_id == application.id))
    rows = [
        {
            "institution_id": application.institution_id,
            "application_id": application.id,
            "host_option_id": option_id,
            "rank": rank,
        }
        for rank, option_id in enumerate(wanted, 1)
    ]
    if rows:
        db.session.execute(insert(Choice), rows)
    application.is_willing = is_willing
    application.choices_revision += 1
    db.session.flush()
