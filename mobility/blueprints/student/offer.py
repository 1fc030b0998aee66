"""The place that is offered: at which host, what it binds to, until when; confirmed or declined."""

from __future__ import annotations

from typing import Final

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import is_ticked, seen_stage
from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.questions import When
from mobility.core.terms import Reason, Refused
from mobility.i18n import _
from mobility.queries import application as applications
from mobility.queries.content import hold
from mobility.queries.tasks import task_list
from mobility.services.applications import moves
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

_BOUND: Final = Reason("offer.not_accepted")
_UNBOUND: Final = Reason("offer.not_accepted.unbound")
"""The same where a place binds to nothing, as an exchange does."""
_PAPERS: Final = "papers."
_TOLD_ON_THE_PAGE: Final = ("offer.", _PAPERS)
"""What stands against a confirmation and is told beside its form."""


@desk.get("/applications/<int:application_id>/offer")
@guarded(Action.OFFER_CONFIRM)
def offer(application_id: int) -> ResponseReturnValue:
    """The offer with its two answers."""
    return _page(application_id)


@desk.post("/applications/<int:application_id>/offer/confirm")
@guarded(Action.OFFER_CONFIRM)
def confirm(application_id: int) -> ResponseReturnValue:
    """Accept the place and what it binds to."""
    try:
        moves.confirm_offer(application_id, actor(), seen_stage=seen_stage(), has_accepted=is_ticked("has_accepted"))
    except Refused as refused:
        if not refused.code.startswith(_TOLD_ON_THE_PAGE):
            raise
        return _page(application_id, refused.reasons), 422
    flash(_("You have confirmed your place."), "success")
    return redirects.to("student.progress", application_id=application_id)


@desk.get("/applications/<int:application_id>/offer/decline")
@guarded(Action.OFFER_DECLINE)
def decline(application_id: int) -> ResponseReturnValue:
    """Ask once more before a place is declined."""
    mine = applications.own(application_id, actor(), now())
    return render_template("student/decline.html", mine=mine, reasons=mine.why_not(Action.OFFER_DECLINE))


@desk.post("/applications/<int:application_id>/offer/decline")
@guarded(Action.OFFER_DECLINE)
def decline_now(application_id: int) -> ResponseReturnValue:
    """Decline the place; it goes to the next alternate."""
    moves.decline_offer(application_id, actor(), seen_stage=seen_stage())
    flash(_("You have declined the place."), "success")
    return redirects.to("student.progress", application_id=application_id)


def _page(application_id: int, refused: tuple[Reason, ...] = ()) -> str:
    mine = applications.own(application_id, actor(), now(), with_content=True)
    if mine.offer is None:
        abort(404)
    held = hold(application_id)
    against = mine.why_not(Action.OFFER_CONFIRM)
    return render_template(
        "student/offer.html",
        mine=mine,
        offer=mine.offer,
        reasons=[reason for reason in against if not reason.code.startswith(_PAPERS)],
        papers=[one for one in task_list(mine, held).documents if one.kind.when is When.LATER_BLOCKING],
        against=tuple(_UNBOUND if reason == _BOUND and mine.bond is None else reason for reason in refused),
    )
