"""The acts of a desk on one file that need no more than the door and perhaps a remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import update

from mobility.core.access import Action
from mobility.core.terms import NO_PARAMS, Actor, Param, Refused
from mobility.database import now, transaction
from mobility.models import Document
from mobility.services.casework import remarks
from mobility.services.casework.door import Advanced, advance


def act(  # noqa: PLR0913 - the parts of one act, all but three of them optional
    application_id: int,
    action: Action,
    actor: Actor,
    *,
    outcome: str | None = None,
    remark: str = "",
    is_shown_to_student: bool = True,
    version: int | None = None,
    params: Mapping[str, Param] = NO_PARAMS,
) -> Advanced:
    """Do one act on one file; a `remark` is written with it and its id handed to the door.

    Raises Refused as the door does, and `remark.too_long`; without a remark where the act needs one,
    `params.missing`.
    """
    with transaction():
        given = dict(params)
        if remark.strip():
            application = remarks.locked(application_id, actor)
            given["remark"] = remarks.write(application, actor, remark, is_shown_to_student=is_shown_to_student)
        return advance(application_id, action, actor, outcome=outcome, params=given, expected_version=version)


def return_to_student(
    application_id: int,
    action: Action,
    actor: Actor,
    *,
    remark: str,
    items: Sequence[str],
    until: datetime,
    version: int | None = None,
) -> Advanced:
    """Give a file back for changes to the `items` named (keys of sections and documents), until an own date.

    `until` is aware. Raises Refused as `act` does, and `return.no_items` where nothing is marked.
    """
    if not items:
        raise Refused("return.no_items")
    with transaction() as session:
        application = remarks.locked(application_id, actor)
        remark_id = remarks.write(application, actor, remark, is_shown_to_student=True, items=items)
        session.execute(
            update(Document)
            .where(Document.application_id == application_id, Document.kind.in_(items), Document.replaced_at.is_(None))
            .values(
                state="returned",
                return_code=None,
                return_reason=remark.strip(),
                checked_by=actor.user_id,
                checked_at=now(),
                version=Document.version + 1,
            )
        )
        params: dict[str, Param] = {
            "remark": remark_id,
            "until": until.astimezone(UTC).isoformat(),
            "items": ",".join(items),
        }
        return advance(application_id, action, actor, params=params, expected_version=version)
