"""Accounts that are asked for: the public page, and the desk on which school or office decides."""

from __future__ import annotations

from typing import Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.request_forms import AskForm, ConfirmRequestForm, EnrollForm, RefuseRequestForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, current_locale
from mobility.queries import account_requests as reading
from mobility.queries.account_requests import Asked
from mobility.services.account_requests import decide
from mobility.services.account_requests.ask import ask
from mobility.web import identity, redirects
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page

_ASKED: Final = {
    "import": "name",
    "import.number_impossible": "number",
    "person": "name",
    "unit": "unit",
    "address": "email",
    "record.phone": "phone",
}
_CONFIRMED: Final = {
    "account_request.entry_year": "entry_year",
    "account_request.program_years": "program_years",
    "account_request.birth_on": "birth_on",
}
_REFUSED: Final = {
    "account_request.no_reason": "reason",
    "account_request.no_note": "note",
    "account_request.long": "note",
}
"""Which field a refusal is about."""


@desk.route("/ask-for-an-account", methods=["GET", "POST"])
def ask_account() -> ResponseReturnValue:
    """Anybody asks; the answer is the same whoever has an account."""
    home = identity.home()
    form = AskForm(schools=reading.schools(home.id))
    if form.validate_on_submit():
        try:
            ask(home.id, form.asking(current_locale()), address=request.remote_addr)
        except Refused as refusal:
            form.blame(refusal, _ASKED)
        else:
            return render_template("auth/account_asked.html")
    return render_template("auth/ask_account.html", form=form), form.status


@desk.get("/account-requests")
@guarded(Action.ACCOUNT_REQUEST_DECIDE)
def account_requests() -> str:
    """What waits, or what was decided, page by page."""
    is_open, after = request.args.get("state") != "decided", request.args.get("after", type=int)
    page = reading.requests(actor(), is_open=is_open, after=after)
    return render_template(
        "auth/account_requests.html",
        page=page,
        is_open=is_open,
        open_count=reading.open_count(actor()),
        obstacle=lambda asked: reading.obstacle(asked, actor()),
        next_url=next_page("after", page.following),
    )


@desk.get("/account-requests/<int:request_id>")
@guarded(Action.ACCOUNT_REQUEST_DECIDE, needs_fresh_proof=True)
def account_request(request_id: int) -> ResponseReturnValue:
    """One request beside the record with the same number."""
    asked = reading.request_of(request_id, actor())
    return _page(asked)


@desk.post("/account-requests/<int:request_id>/confirm")
@guarded(Action.ACCOUNT_REQUEST_DECIDE, needs_fresh_proof=True)
def confirm_request(request_id: int) -> ResponseReturnValue:
    """Confirm; the invitation goes out."""
    asked = reading.request_of(request_id, actor())
    form = _confirming(asked)
    if form.validate_on_submit():
        try:
            decide.confirm(actor(), request_id, form.wording(), form.enrollment())
        except Refused as refusal:
            form.blame(refusal, _CONFIRMED)
        else:
            flash(_("Confirmed. The invitation is on its way; its link works for 14 days."), "good")
            return redirects.to("auth.account_requests")
    return _page(reading.request_of(request_id, actor()), confirming=form), form.status


@desk.post("/account-requests/<int:request_id>/refuse")
@guarded(Action.ACCOUNT_REQUEST_DECIDE)
def refuse_request(request_id: int) -> ResponseReturnValue:
    """Refuse, with a reason."""
    form = RefuseRequestForm()
    reading.request_of(request_id, actor())
    if form.validate_on_submit():
        try:
            decide.refuse(actor(), request_id, form.wording(), form.reason.data or "", form.note.data or "")
        except Refused as refusal:
            form.blame(refusal, _REFUSED)
        else:
            flash(_("Refused. Nobody is written to."), "good")
            return redirects.to("auth.account_requests")
    return _page(reading.request_of(request_id, actor()), refusing=form), form.status


def _confirming(asked: Asked) -> ConfirmRequestForm:
    return ConfirmRequestForm() if asked.known else EnrollForm()


def _page(asked: Asked, confirming: ConfirmRequestForm | None = None, refusing: RefuseRequestForm | None = None) -> str:
    """The page as it is now; after a stale press the forms hold the newest wording, to be looked at first."""
    forms = confirming or _confirming(asked), refusing or RefuseRequestForm()
    for form in forms:
        form["seen"].data = str(asked.ask_count)
    return render_template(
        "auth/account_request.html",
        asked=asked,
        obstacle=reading.obstacle(asked, actor()),
        reaches_record=asked.known is not None and reading.reaches(actor(), asked.known.unit_id),
        confirming=forms[0],
        refusing=forms[1],
    )
