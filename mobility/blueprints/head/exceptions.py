"""The exceptions that were made, with who and why, narrowed by the page's address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from flask import Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SearchField, SelectField
from wtforms.validators import Length, Optional

from mobility.blueprints.head.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, format_datetime, in_current, ngettext
from mobility.queries import calls
from mobility.queries import exceptions as reading
from mobility.queries.calls import Option
from mobility.queries.exceptions import ExceptionFilter, ExceptionRow
from mobility.queries.lists import Cell
from mobility.services.exports import exceptions_table
from mobility.services.exports.writers import MEDIA_TYPES
from mobility.web import redirects
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.words import choices, lazy
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now
from mobility.web.paging import next_page
from mobility.web.uploads import disposition
from mobility.wording import codes, describe, describe_reason

_NAMES: Final = ("q", "kind", "call")


def _number(value: str) -> int | None:
    return int(value) if value else None


class ExceptionsForm(FilterForm):
    """What the list is narrowed to."""

    q = SearchField(
        lazy("Person or application"),
        [Optional(), Length(max=100)],
        description=lazy("Name, student number or application number"),
    )
    kind = SelectField(
        lazy("Exception"),
        default="",
        choices=choices([("", lazy("All")), *((kind, codes()[f"exception.{kind}"]) for kind in reading.KINDS)]),
    )
    call = SelectField(lazy("Call for applications"), coerce=_number)

    def __init__(self, *given: Any, calls: Sequence[Option], **named: Any) -> None:
        super().__init__(*given, **named)
        titles = [(str(one.id), in_current(one.label)) for one in calls]
        self["call"].choices = choices([("", lazy("All calls")), *titles])


@desk.get("/exceptions")
@guarded(Action.EXCEPTIONS_VIEW)
def exceptions() -> ResponseReturnValue:
    """A page of exceptions, the newest first."""
    form = ExceptionsForm(request.args, calls=calls.calls(actor()))
    wanted = _wanted(form) if form.validate() else ExceptionFilter()
    page = reading.search(actor(), wanted, request.args.get("before", type=int))
    html = render_template(
        "head/exceptions.html",
        form=form,
        rows=page.rows,
        is_narrowed=wanted != ExceptionFilter(),
        next_url=next_page("before", page.following),
        concerning=concerning,
        kept=_kept(),
    )
    return html, form.status


def _wanted(form: ExceptionsForm) -> ExceptionFilter:
    return ExceptionFilter(kind=form.kind.data or "", call_id=form.call.data, text=form.q.data or "")


@desk.post("/exceptions/export")
@guarded(Action.EXCEPTIONS_EXPORT)
def export_exceptions() -> ResponseReturnValue:
    """The exceptions that the filter in the address finds, as a table to take away."""
    kind = request.form.get("form", "")
    form = ExceptionsForm(request.args, calls=calls.calls(actor()))
    try:
        found = exceptions_table.exceptions(actor(), _wanted(form) if form.validate() else ExceptionFilter())
        rows = [_cells(row) for row in found]
        content = exceptions_table.written(actor(), kind, _("Exceptions"), rows, home().time_zone)
    except Refused as refused:
        flash(describe_reason(refused.reasons[0]), "bad")
        return redirects.to("head.exceptions", **_kept())
    answer = Response(content, mimetype=MEDIA_TYPES[kind])
    answer.headers["Content-Disposition"] = disposition(f"exceptions-{now():%Y%m%d-%H%M}.{kind}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def concerning(row: ExceptionRow) -> str:
    """Whom an exception concerns: a student, whoever has a code, a school, or the whole call; with what changed."""
    if row.is_of_call:
        whom = in_current(row.unit_name) if row.unit_name else _("the whole call")
        return _(
            "%(whom)s: %(before)s → %(after)s", whom=whom, before=_told(row, row.before), after=_told(row, row.after)
        )
    if row.student_name:
        return " ".join(one for one in (row.student_name, row.student_number, row.application_number) if one)
    return ngettext("%(n)s student with the code", "up to %(n)s students with the code", row.most_uses or 1)


def _told(row: ExceptionRow, value: str | None) -> str:
    if row.kind == "deadline" and value:
        return format_datetime(datetime.fromisoformat(value), home().time_zone, "short")
    return value or "–"


def _cells(row: ExceptionRow) -> tuple[Cell, ...]:
    what = describe(f"exception.{row.kind}")
    if row.is_taken_back:
        what = _("%(name)s (taken back)", name=what)
    who = row.made_by or describe("role.system")
    if row.made_for:
        who = _("%(name)s for %(holder)s", name=who, holder=row.made_for)
    return (row.id, row.happened_at, what, concerning(row), row.why or "", who, in_current(row.call_title))


def _kept() -> dict[str, str]:
    """What the list is narrowed to, for the addresses of the page."""
    return {name: value for name in _NAMES if (value := request.args.get(name, ""))}
