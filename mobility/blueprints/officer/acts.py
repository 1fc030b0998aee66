"""The school's acts on one file: checked, given back, remarked, a declared fact confirmed."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.officer.application import page
from mobility.blueprints.officer.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused, Role
from mobility.core.workflow import StageKind
from mobility.i18n import _
from mobility.queries.case import case
from mobility.services.casework import acts, remarks
from mobility.services.people import records
from mobility.web import redirects
from mobility.web.forms.staff import RETURN_FIELDS, RefuseForm, RemarkForm, ReturnForm, items_of
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.strictness import repeats


@desk.post("/applications/<int:application_id>/check")
@guarded(Action.SCHOOL_CHECK)
def check(application_id: int) -> ResponseReturnValue:
    version = request.form.get("version", type=int)
    done = acts.act(application_id, Action.SCHOOL_CHECK, actor(), version=version)
    is_listed = done.kind is StageKind.LIST
    flash(_("Checked. The file is on your school's list now.") if is_listed else _("Your school agrees."), "good")
    return redirects.to("officer.application", application_id=application_id)


@desk.post("/applications/<int:application_id>/refuse")
@guarded(Action.SCHOOL_REFUSE)
def refuse(application_id: int) -> ResponseReturnValue:
    """Do not recommend a student already at the check, for a reason that the student reads (不予推荐)."""
    case(application_id, actor(), now(), Role.OFFICER)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            version = request.form.get("version", type=int)
            reason = form.reason.data or ""
            acts.act(application_id, Action.SCHOOL_REFUSE, actor(), remark=reason, version=version)
        except Refused as refused:
            form.blame(refused, {"remark": "reason", "params.missing": "reason"})
        else:
            flash(_("Not recommended. The student gets a letter."), "good")
            return redirects.to("officer.application", application_id=application_id)
    return page(application_id, refuse_form=form), form.status


@desk.post("/applications/<int:application_id>/return")
@guarded(Action.SCHOOL_RETURN)
@repeats("items")
def return_file(application_id: int) -> ResponseReturnValue:
    found = case(application_id, actor(), now(), Role.OFFICER)
    form = ReturnForm.of(items_of(found.held))
    if form.validate_on_submit():
        try:
            acts.return_to_student(
                application_id,
                Action.SCHOOL_RETURN,
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
            return redirects.to("officer.application", application_id=application_id)
    return page(application_id, return_form=form), form.status


@desk.post("/applications/<int:application_id>/remark")
@guarded(Action.REMARK_ADD)
def remark(application_id: int) -> ResponseReturnValue:
    form = RemarkForm()
    if not form.validate_on_submit():
        return page(application_id, remark_form=form), form.status
    remarks.add(application_id, actor(), form.body.data or "", is_shown_to_student=form.is_shown_to_student.data)
    return redirects.to("officer.application", application_id=application_id)


@desk.post("/applications/<int:application_id>/facts/<key>/confirm")
@guarded(Action.FACT_CONFIRM)
def confirm_fact(application_id: int, key: str) -> ResponseReturnValue:
    found = case(application_id, actor(), now(), Role.OFFICER)
    records.confirm(actor(), found.held.record.id, key)
    flash(_("Confirmed."), "good")
    return redirects.to("officer.application", application_id=application_id)
