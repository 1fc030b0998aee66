"""Results that a student says they have: marks, rank, language tests; declared until the school confirms them."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.auth.blueprint import desk
from mobility.blueprints.auth.forms import ResultKindForm
from mobility.blueprints.auth.result_forms import ResultForm, form_for, read
from mobility.core.access import Action
from mobility.core.eligibility import Source
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries.students import record_of
from mobility.services.people import records
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.wording.people import fact_name


@desk.get("/account/results/new")
@guarded(Action.STUDENT_RECORD_EDIT)
def choose_result() -> ResponseReturnValue:
    """Which result is to be entered; each has a page of its own."""
    form = ResultKindForm(request.args)
    return redirects.to("auth.result", key=form.kind.data) if form.validate() else redirects.to("auth.record")


@desk.route("/account/results/<key>", methods=["GET", "POST"])
@guarded(Action.STUDENT_RECORD_EDIT)
def result(key: str) -> ResponseReturnValue:
    """Enter or correct one result."""
    form = _form(key)
    if form.validate_on_submit():
        try:
            records.declare(actor(), read(form, key))
        except Refused as refusal:
            form.blame(refusal, form.fields_of_codes)
        else:
            flash(
                _("Your result is saved. It counts as declared until your school or the office confirms it."), "success"
            )
            return redirects.to("auth.record")
    return render_template("auth/result.html", form=form, name=fact_name(key)), form.status


@desk.post("/account/results/<key>/withdraw")
@guarded(Action.STUDENT_RECORD_EDIT)
def withdraw_result(key: str) -> ResponseReturnValue:
    """Take back a declared result."""
    records.withdraw(actor(), key)
    flash(_("The result is taken back."), "good")
    return redirects.to("auth.record")


def _form(key: str) -> ResultForm:
    """The form with what was declared before; what the records or the school have settled cannot be changed."""
    stored = record_of(actor().student_id or 0).fact(key)
    form = form_for(key, stored)
    if form is None:
        abort(404)
    if stored is not None and stored.source != Source.DECLARED:
        raise Refused("fact.settled")
    return form
