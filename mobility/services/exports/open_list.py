"""Opens a list of the office on the screen, to be printed; the audit says so, since lists name many people at once."""

from __future__ import annotations

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import now, transaction
from mobility.queries import calls, lists
from mobility.queries.lists import About, Table
from mobility.services.casework import audit
from mobility.services.people.permits import permit


def open_list(key: str, about: About, actor: Actor) -> Table:
    """The list as it stands now. Raises Refused `list.unknown`, and `call.unknown` for a call out of reach."""
    permit(actor, Action.LISTS_PRINT)
    listed = lists.CATALOG.get(key)
    if listed is None:
        raise Refused("list.unknown")
    with transaction():
        calls.call(about.call_id, actor)
        table = lists.table(listed, about, actor, now())
        if table.count:
            said: dict[str, Param] = {"list": key, "count": table.count}
            audit.record(
                actor, Action.LISTS_PRINT, object_kind="call", object_id=about.call_id, is_quiet=True, params=said
            )
    return table
