"""The school's list: ranked by hand, kept as often as wanted, handed in once as a whole."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.officer.desk import desk
from mobility.core.access import Action
from mobility.core.scoring.school_list import Place, moved
from mobility.core.terms import Reason, Refused, Role
from mobility.i18n import _
from mobility.queries import lists, school
from mobility.queries.lists import About
from mobility.queries.school import Listing
from mobility.services.school import listing as handing
from mobility.services.school import taking_back
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

Typed = dict[int, Place]
STEPS = {"up": -1, "down": 1}


@desk.get("/calls/<int:call_id>/units/<int:unit_id>")
@guarded(Action.SCHOOL_RANK)
def listing(call_id: int, unit_id: int) -> str:
    return _page(school.listing(call_id, unit_id, actor()))


@desk.post("/calls/<int:call_id>/units/<int:unit_id>")
@guarded(Action.SCHOOL_RANK)
def save_listing(call_id: int, unit_id: int) -> ResponseReturnValue:
    found = school.listing(call_id, unit_id, actor())
    typed = _moved(_typed(found), found)
    try:
        handing.save(call_id, unit_id, typed, actor(), version=request.form.get("version", type=int))
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _page(found, typed, refused.reasons), 409 if refused.code.startswith("stale.") else 422
    if "move" not in request.form:
        flash(_("The list is saved. It is not handed in yet."), "good")
    return redirects.to("officer.listing", call_id=call_id, unit_id=unit_id, _anchor=request.form.get("move", ""))


@desk.get("/calls/<int:call_id>/units/<int:unit_id>/hand-in")
@guarded(Action.SCHOOL_HAND_IN, needs_fresh_proof=True)
def hand_in(call_id: int, unit_id: int) -> str:
    found = school.listing(call_id, unit_id, actor())
    return render_template("officer/hand_in.html", listing=found, now=now(), reasons=(), note="")


@desk.post("/calls/<int:call_id>/units/<int:unit_id>/hand-in")
@guarded(Action.SCHOOL_HAND_IN, needs_fresh_proof=True)
def send_in(call_id: int, unit_id: int) -> ResponseReturnValue:
    note = request.form.get("note", "")
    version = request.form.get("version", type=int)
    try:
        handing.hand_in(call_id, unit_id, actor(), note=note, version=version)
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        found = school.listing(call_id, unit_id, actor())
        text = render_template("officer/hand_in.html", listing=found, now=now(), reasons=refused.reasons, note=note)
        return text, 409 if refused.code.startswith("stale.") else 422
    if school.listing(call_id, unit_id, actor()).handed_in_at is None:
        flash(_("The list is with the vice dean, who gets a letter. It is handed in once they approve it."), "good")
    else:
        flash(_("Your school's list is handed in. Every student on it gets a letter."), "good")
    return redirects.to("officer.listing", call_id=call_id, unit_id=unit_id)


@desk.post("/calls/<int:call_id>/units/<int:unit_id>/take-back")
@guarded(Action.SCHOOL_HAND_IN)
def take_back(call_id: int, unit_id: int) -> ResponseReturnValue:
    """The list back from the vice dean, who has not decided yet."""
    try:
        taking_back.take_back(call_id, unit_id, actor(), version=request.form.get("version", type=int))
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _page(school.listing(call_id, unit_id, actor()), None, refused.reasons), 409
    flash(_("The list is back with you and can be changed."), "good")
    return redirects.to("officer.listing", call_id=call_id, unit_id=unit_id)


@desk.get("/calls/<int:call_id>/units/<int:unit_id>/print")
@guarded(Action.SCHOOL_RANK)
def print_listing(call_id: int, unit_id: int) -> str:
    listing = school.listing(call_id, unit_id, actor())
    return render_template(
        "print/list.html",
        table=lists.table(lists.OWN_SCHOOL, About(call_id, unit_id), actor(), now(), (Role.OFFICER,)),
        title=listing.call_title,
        zone=listing.time_zone,
        now=now(),
        notes=((_("Note"), listing.note),),
        back_url=url_for("officer.listing", call_id=call_id, unit_id=unit_id),
        back_label=_("School's list"),
    )


def _page(found: Listing, typed: Typed | None = None, reasons: tuple[Reason, ...] = ()) -> str:
    places = {file.id: Place(file.outcome or "", file.rank, file.reason) for file in found.listed}
    return render_template(
        "officer/listing.html", listing=found, places=places | (typed or {}), reasons=reasons, now=now()
    )


def _typed(found: Listing) -> Typed:
    """What was typed for each file on the list; one left without an outcome stays as it is, a rank that is no number
    counts as 0, which the list refuses."""
    typed: Typed = {}
    for file in found.listed:
        outcome = request.form.get(f"outcome-{file.id}", "")
        rank = request.form.get(f"rank-{file.id}", "").strip()[:6]
        reason = request.form.get(f"reason-{file.id}", "")
        if outcome:
            typed[file.id] = Place(outcome, (int(rank) if rank.isdecimal() else 0) if rank else None, reason)
    return typed


def _moved(typed: Typed, found: Listing) -> Typed:
    """What was typed, after one file was moved up or down by its button."""
    direction, _sep, application_id = request.form.get("move", "").partition("-")
    if direction not in STEPS or not application_id.isdecimal():
        return typed
    taken = {(file.outcome or "", file.rank or 0) for file in found.handed_in}
    return moved(typed, int(application_id[:18]), STEPS[direction], taken=taken)
