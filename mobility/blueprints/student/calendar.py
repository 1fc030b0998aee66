"""One's own deadlines for the calendar of a phone: the page that makes its address, and the file behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.i18n import _, format_datetime, in_current, use_locale
from mobility.queries import calendar_feed
from mobility.queries.home import NextThing
from mobility.services.people import calendar_feed as feeds
from mobility.web import ics, redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import home as institution
from mobility.web.identity import now

_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The stamp under which two answers are compared, since each is stamped with its own moment."""


@desk.get("/calendar")
@guarded(Action.CALENDAR_FEED)
def calendar() -> ResponseReturnValue:
    """Whether there is an address, and how to make, renew and end it."""
    return _page()


@desk.post("/calendar")
@guarded(Action.CALENDAR_FEED)
def renew_calendar() -> ResponseReturnValue:
    """Make a new address and show it this once."""
    return _page(feeds.renew(actor()))


@desk.post("/calendar/end")
@guarded(Action.CALENDAR_FEED)
def end_calendar() -> ResponseReturnValue:
    """Let the address lead nowhere."""
    feeds.end(actor())
    flash(_("The address of your calendar leads nowhere any more."), "success")
    return redirects.to("student.calendar")


@desk.get("/calendar/<token>.ics")
def calendar_file(token: str) -> ResponseReturnValue:
    """The file: call titles and dates, nothing else; the same bytes as before cost the calendar no download."""
    found = calendar_feed.feed(institution().id, token, now())
    if found is None:
        abort(404)
    with use_locale(found.locale):
        name, entries = _("My deadlines"), [_entry(thing) for thing in found.things]
        answer = ics.answer(ics.calendar_file(name, entries, now()), "deadlines.ics")
        answer.set_etag(sha256(ics.calendar_file(name, entries, _NO_TIME)).hexdigest())
    return _kept_secret(answer).make_conditional(request)


def _entry(thing: NextThing) -> ics.Entry:
    link = url_for("student.application", application_id=thing.application_id, _external=True)
    return ics.Entry(
        uid=f"deadline-{thing.application_id}@{request.host}",
        title=_("%(label)s: %(value)s", label=_("Due"), value=in_current(thing.title)),
        at=thing.until,
        text=format_datetime(thing.until, thing.time_zone, "full"),
        url=link,
        sequence=int(thing.until.timestamp()) % 2**31,
        is_urgent=True,
    )


def _page(token: str | None = None) -> Response:
    address = url_for("student.calendar_file", token=token, _external=True) if token else None
    page = render_template(
        "student/calendar.html",
        made_at=calendar_feed.made_at(actor()),
        address=address,
        webcal=urlsplit(address)._replace(scheme="webcal").geturl() if address else None,
    )
    return _kept_secret(make_response(page)) if token else make_response(page)


def _kept_secret(answer: Response) -> Response:
    """No search engine, no shared cache and no other site learns of an address that is a secret."""
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
