"""The list to call from, narrowed by its address, and one file with its documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SearchField, SelectField
from wtforms.validators import Length, Optional

from mobility.blueprints.assistant.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Text
from mobility.i18n import in_current
from mobility.queries import assisting
from mobility.queries.assisting import PhoneFilter
from mobility.web.forms.blaming import FilterForm
from mobility.web.forms.words import choices, lazy
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page


def _number(value: str) -> int | None:
    return int(value) if value else None


class PhonesForm(FilterForm):
    """What the list is narrowed to."""

    q = SearchField(lazy("Search"), [Optional(), Length(max=100)])
    call = SelectField(lazy("Call for applications"), coerce=_number)
    who = SelectField(
        lazy("Who has to act"),
        default="",
        choices=choices([("", lazy("All")), ("student", lazy("The student"))]),
    )

    def __init__(self, *given: Any, calls: Sequence[tuple[int, Text]], **named: Any) -> None:
        super().__init__(*given, **named)
        titles = [(str(call_id), in_current(title)) for call_id, title in calls]
        self["call"].choices = choices([("", lazy("All calls")), *titles])


@desk.get("")
@guarded(Action.ASSIST_QUEUE)
def files() -> ResponseReturnValue:
    """A page of the list."""
    form = PhonesForm(request.args, calls=assisting.calls(actor()))
    wanted = _wanted(form) if form.validate() else PhoneFilter()
    page = assisting.phones(actor(), wanted, request.args.get("after", type=int))
    next_url = next_page("after", page.following)
    html = render_template(
        "assistant/files.html", form=form, page=page, is_narrowed=wanted != PhoneFilter(), next_url=next_url
    )
    return html, form.status


@desk.get("/files/<int:application_id>")
@guarded(Action.ASSIST_QUEUE)
def file(application_id: int) -> str:
    """One file: who it is, where it stands, and its documents."""
    return render_template("assistant/file.html", file=assisting.file(application_id, actor()))


def _wanted(form: PhonesForm) -> PhoneFilter:
    return PhoneFilter(call_id=form.call.data, text=form.q.data or "", is_students=form.who.data == "student")
