"""The exceptions that were made, with who and why, narrowed by the page's address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SearchField, SelectField
from wtforms.validators import Length, Optional

from mobility.blueprints.head.desk import desk
from mobility.core.access import Action
from mobility.i18n import in_current
from mobility.queries import calls
from mobility.queries import exceptions as reading
from mobility.queries.calls import Option
from mobility.queries.exceptions import ExceptionFilter
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.words import choices, lazy
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page
from mobility.wording import codes


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
    )
    return html, form.status


def _wanted(form: ExceptionsForm) -> ExceptionFilter:
    return ExceptionFilter(kind=form.kind.data or "", call_id=form.call.data, text=form.q.data or "")
