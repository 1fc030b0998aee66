"""The office's acts on one file."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.files import page
from mobility.blueprints.coordinator.forms import DecideForm, ObjectionForm, OutcomeForm, SettleForm, outcome_fields
from mobility.core.access import Action
from mobility.core.terms import Refused, Role
from mobility.i18n import _
from mobility.queries import selection
from mobility.queries.case import case
from mobility.services.casework import acts, remarks
from mobility.services.casework.new_facts import settle
from mobility.services.outcomes.record import record
from mobility.services.people import records
from mobility.web import redirects
from mobility.web.forms.staff import RETURN_FIELDS, RemarkForm, ReturnForm, items_of
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.strictness import repeats
from mobility.wording import describe_reason


@desk.post("/files/<int:application_id>/decide")
@guarded(Action.QUALIFICATION_DECIDE)
def decide(application_id: int) -> ResponseReturnValue:
    form = DecideForm()
    outcome = request.form.get("outcome", "")
    if form.validate_on_submit():
        try:
            acts.act(
                application_id,
                Action.QUALIFICATION_DECIDE,
                actor(),
                outcome=outcome,
                remark=form.remark.data or "",
                is_shown_to_student=outcome != "qualified",
                version=request.form.get("version", type=int),
            )
        except Refused as refused:
            form.blame(
                refused,
                {"params.missing": "remark", "remark": "remark", "checks.said_no": "remark", "eligibility": "remark"},
            )
        else:
            flash(_("Decided: %(outcome)s.", outcome=_outcome_words(outcome)), "good")
            return redirects.to("coordinator.file", application_id=application_id)
    return page(application_id, decide_form=form), form.status


def _outcome_words(outcome: str) -> str:
    return _("qualified") if outcome == "qualified" else _("conditions not met")


@desk.post("/files/<int:application_id>/return")
@guarded(Action.OFFICE_RETURN)
@repeats("items")
def return_file(application_id: int) -> ResponseReturnValue:
    found = case(application_id, actor(), now(), Role.COORDINATOR)
    form = ReturnForm.of(items_of(found.held))
    if form.validate_on_submit():
        try:
            acts.return_to_student(
                application_id,
                Action.OFFICE_RETURN,
                actor(),
                remark=form.remark.data or "",
                items=form.items.data or [],
                until=form.until(found.time_zone),
                version=request.form.get("version", type=int),
            )
        except Refused as refused:
            form.blame(refused, RETURN_FIELDS)
        else:
            flash(_("Given back. The student gets a letter."), "good")
            return redirects.to("coordinator.file", application_id=application_id)
    return page(application_id, return_form=form), form.status


@desk.post("/files/<int:application_id>/remark")
@guarded(Action.REMARK_ADD)
def remark(application_id: int) -> ResponseReturnValue:
    form = RemarkForm()
    if not form.validate_on_submit():
        return page(application_id, remark_form=form), form.status
    remarks.add(application_id, actor(), form.body.data or "", is_shown_to_student=form.is_shown_to_student.data)
    return redirects.to("coordinator.file", application_id=application_id)


@desk.post("/files/<int:application_id>/objection")
@guarded(Action.OBJECTION_UPHOLD)
def uphold_objection(application_id: int) -> ResponseReturnValue:
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            acts.act(
                application_id,
                Action.OBJECTION_UPHOLD,
                actor(),
                remark=form.remark.data or "",
                is_shown_to_student=False,
                version=request.form.get("version", type=int),
            )
        except Refused as refused:
            form.blame(refused, {"remark": "remark", "notice": "remark"})
        else:
            flash(_("The objection is upheld; the file is back in the home selection."), "good")
            return redirects.to("coordinator.file", application_id=application_id)
    return page(application_id, objection_form=form), form.status


@desk.post("/files/<int:application_id>/outcome")
@guarded(Action.OUTCOME_RECORD)
def record_one(application_id: int) -> ResponseReturnValue:
    found = case(application_id, actor(), now(), Role.COORDINATOR)
    form = OutcomeForm.of(found.outcomes(Action.OUTCOME_RECORD), selection.hosts(found.program_id))
    if form.validate_on_submit():
        try:
            version = request.form.get("version", type=int)
            versions = {application_id: version} if version is not None else None
            record({application_id: form.outcome_in(found.time_zone)}, actor(), versions=versions)
        except Refused as refused:
            form.blame(refused, outcome_fields(refused))
        else:
            flash(_("Recorded."), "good")
            return redirects.to("coordinator.file", application_id=application_id)
    return page(application_id, outcome_form=form), form.status


@desk.post("/files/<int:application_id>/facts/<key>/confirm")
@guarded(Action.FACT_CONFIRM)
def confirm_fact(application_id: int, key: str) -> ResponseReturnValue:
    found = case(application_id, actor(), now(), Role.COORDINATOR)
    records.confirm(actor(), found.held.record.id, key)
    flash(_("Confirmed."), "good")
    return redirects.to("coordinator.file", application_id=application_id)


@desk.post("/files/<int:application_id>/facts/settle")
@guarded(Action.FACTS_SETTLE)
def settle_facts(application_id: int) -> ResponseReturnValue:
    """Take over what changed in the record since the submission, or leave it aside."""
    found = case(application_id, actor(), now(), Role.COORDINATOR)
    form, is_taken = SettleForm(), request.form.get("outcome") == "taken"
    if form.validate_on_submit():
        try:
            settle(application_id, actor(), form.settlement(is_taken=is_taken))
        except Refused as refused:
            if (
                refused.code == "facts.unchanged"
            ):  # pressed twice, or somebody else was first: there is no form any more
                flash(describe_reason(refused.reasons[0]), "signal")
                return redirects.to("coordinator.file", application_id=application_id)
            form.blame(refused, {"remark": "reason"})
            form.show_again(found.drift.seen)
        else:
            flash(_("The new facts count from now on.") if is_taken else _("The new facts are left aside."), "good")
            return redirects.to("coordinator.file", application_id=application_id)
    return page(application_id, settle_form=form), form.status
