"""The lists of a call that an office prints, seals, sends and hands in."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, format_datetime
from mobility.queries import calls
from mobility.queries import lists as tables
from mobility.queries.calls import OfficeCall
from mobility.queries.lists import About
from mobility.services.exports import ask
from mobility.services.exports.open_list import open_list
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.wording import describe_reason


@desk.get("/calls/<int:call_id>/lists")
@guarded(Action.LISTS_PRINT)
def lists(call_id: int) -> str:
    return render_template(
        "coordinator/lists.html",
        call=calls.call(call_id, actor()),
        lists=tables.CATALOG,
        hosts=tables.hosts(call_id, actor()),
        units=calls.units(actor()),
        about=_about(call_id),
    )


@desk.get("/calls/<int:call_id>/lists/<key>")
@guarded(Action.LISTS_PRINT)
def office_list(call_id: int, key: str) -> str:
    call = calls.call(call_id, actor())
    about = _about(call_id)
    table = open_list(key, about, actor())
    return render_template(
        "print/list.html",
        table=table,
        title=call.title,
        zone=call.time_zone,
        now=now(),
        notes=((_("Time and place"), _appointment(call)),) if key == "examination" else (),
        back_url=url_for("coordinator.lists", call_id=call_id, unit=about.unit_id, host=about.partner_id),
        back_label=_("Lists to print and hand in"),
    )


@desk.post("/calls/<int:call_id>/lists/<key>/export")
@guarded(Action.LISTS_PRINT, needs_fresh_proof=True)
def export_list(call_id: int, key: str) -> ResponseReturnValue:
    about = _about(call_id)
    try:
        job_id = ask.office_list(key, about, actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        flash(describe_reason(refused.reasons[0]), "signal")
        return redirects.to("coordinator.lists", call_id=call_id)
    return redirects.to("coordinator.export", job_id=job_id)


def _about(call_id: int) -> About:
    """What the address asks of the call's lists: one school, one host, or all."""
    return About(call_id, request.args.get("unit", type=int), request.args.get("host", type=int))


def _appointment(call: OfficeCall) -> str:
    """When and where the candidates were invited to; "" where they were not."""
    if call.appointed is None:
        return ""
    return f"{format_datetime(call.appointed.at, call.time_zone, 'full')} · {call.appointed.place}"
