"""Asks for a list as a file: the worker writes it, the audit says who wanted it and how many people it names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from mobility import storage
from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused
from mobility.database import now, transaction
from mobility.i18n import current_locale
from mobility.queries import calls, lists
from mobility.queries.desk import FileFilter
from mobility.queries.exports import KINDS
from mobility.queries.lists import About
from mobility.services import jobs
from mobility.services.casework import audit
from mobility.services.exports.writers import FORMATS
from mobility.services.people.permits import permit

FILES_KIND, LIST_KIND = KINDS
MOST: Final = 50_000
"""Rows of one table: what a worker writes well within the time it has."""


def files(wanted: FileFilter, form: str, actor: Actor) -> int:
    """Ask for the files that the filter finds now, as a table of that form; return the id of the job that writes it.

    Raises Refused `export.nobody` where there is none, `export.too_many`, `export.unknown_form`.
    """
    permit(actor, Action.FILES_EXPORT)
    if form not in FORMATS:
        raise Refused("export.unknown_form")
    with transaction():
        found = lists.file_ids(actor, wanted, MOST + 1)
        if not found:
            raise Refused("export.nobody")
        if len(found) > MOST:
            raise Refused("export.too_many", max=MOST)
        job_id = jobs.request(FILES_KIND, {**_common(form, actor), "ids": list(found)}, actor)
        said: dict[str, Param] = {"count": len(found), "kind": form, "call_id": wanted.call_id}
        audit.record(actor, Action.FILES_EXPORT, object_kind="job", object_id=job_id, params=said)
        return job_id


def office_list(key: str, about: About, actor: Actor) -> int:
    """Ask for a list of the call as a workbook to print; return the id of the job that writes it.

    Raises Refused `call.unknown`, `list.unknown`, and `export.nobody` where nobody stands on it.
    """
    permit(actor, Action.LISTS_PRINT)
    listed = lists.CATALOG.get(key)
    if listed is None:
        raise Refused("list.unknown")
    with transaction():
        calls.call(about.call_id, actor)
        count = lists.table(listed, about, actor, now()).count
        if not count:
            raise Refused("export.nobody")
        job_id = jobs.request(LIST_KIND, {**_common("xlsx", actor), "list": key, **asdict(about)}, actor)
        said: dict[str, Param] = {"count": count, "list": key, "call_id": about.call_id}
        audit.record(actor, Action.LISTS_PRINT, outcome="exported", object_kind="job", object_id=job_id, params=said)
        return job_id


def _common(form: str, actor: Actor) -> dict[str, Param]:
    """What every export's job knows: how and in which language it is written, and where the file will lie."""
    key = f"exports/{storage.new_key(actor.institution_id)}"
    return {"form": form, "locale": current_locale(), "key": key}
