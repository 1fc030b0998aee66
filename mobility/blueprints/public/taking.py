"""What somebody takes from a call: its dates for a calendar, a sheet for paper, a code that phones read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import segno
from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.public.desk import desk
from mobility.i18n import _, format_date, format_datetime, in_current
from mobility.queries import catalog as calls
from mobility.queries.catalog import CallPage
from mobility.queries.hosting import host_list
from mobility.web import ics
from mobility.web.guards import actor
from mobility.web.ics import Entry
from mobility.web.identity import now


@desk.get("/calls/<key>/dates.ics")
def dates(key: str) -> ResponseReturnValue:
    """The dates of a call as a calendar file."""
    page = calls.call_page(actor(), key, now())
    title = in_current(page.card.title)
    return ics.answer(ics.calendar_file(title, _entries(page), now()), f"{key}.ics")


@desk.get("/calls/<key>/print")
def sheet(key: str) -> ResponseReturnValue:
    """All that the page of a call says, for paper and notice boards."""
    page = calls.call_page(actor(), key, now())
    listed = host_list(actor(), page.card, now())
    return render_template("print/call.html", page=page, hosts=listed, link=_link(key))


@desk.get("/calls/<key>/code.svg")
def code(key: str) -> ResponseReturnValue:
    """The address of a call as a QR code: black on white, so that it reads in any light."""
    page = calls.call_page(actor(), key, now())
    drawn = BytesIO()
    segno.make(_link(page.card.key), error="m").save(drawn, kind="svg", scale=4, border=3, dark="#000", light="#fff")
    return Response(drawn.getvalue(), content_type="image/svg+xml")


def _link(key: str) -> str:
    return url_for("public.call", key=key, _external=True)


def _entries(page: CallPage) -> Iterator[Entry]:
    """A cancelled call has no date any more."""
    card = page.card
    if card.status == "cancelled":
        return
    if card.status == "coming":
        yield _entry(page, "opens", _("Applications open"), card.opens_at)
    yield _entry(page, "deadline", _("Application deadline"), card.deadline_at)
    for number, step in enumerate(page.timetable, 1):
        yield _entry(page, f"step-{number}", in_current(step.name), step.on)
    if card.starts_on:
        yield _entry(page, "start", _("Departure planned"), card.starts_on)


def _entry(page: CallPage, name: str, label: str, at: datetime | date) -> Entry:
    card = page.card
    is_moment = isinstance(at, datetime)
    said = format_datetime(at, card.time_zone, "full") if isinstance(at, datetime) else format_date(at, "full")
    return Entry(
        uid=f"call-{card.id}-{name}@{request.host}",
        title=_("%(label)s: %(value)s", label=label, value=in_current(card.title)),
        at=at,
        text=said,
        url=_link(card.key),
        sequence=page.version,
        is_urgent=is_moment,
    )
