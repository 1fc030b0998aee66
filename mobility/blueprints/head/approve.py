"""Approving a list: the time is chosen, whom it reaches is shown, and then it is confirmed."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.head.desk import desk
from mobility.blueprints.head.forms import AT_ONCE, ApproveForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _, format_datetime
from mobility.queries import approval
from mobility.queries import proposed_list as lists
from mobility.queries.approval import ListLine
from mobility.queries.release_times import ReleaseTimes, release_times
from mobility.services.approval.approve import approve as approve_list
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now


@desk.get("/approvals/<int:proposal_id>/approve")
@guarded(Action.LIST_APPROVE)
def approve(proposal_id: int) -> ResponseReturnValue:
    """Choose when everybody hears and how long the notice runs."""
    line = approval.line(proposal_id, actor())
    if not line.is_open:
        return redirects.to("head.proposed_list", proposal_id=proposal_id)
    return _page(line, ApproveForm(data={"seen": str(line.version)}))


@desk.post("/approvals/<int:proposal_id>/approve")
@guarded(Action.LIST_APPROVE)
def approve_now(proposal_id: int) -> ResponseReturnValue:
    """Show whom the approval reaches; with the buttons on that page, approve or change the time once more."""
    form, times = ApproveForm(), None
    if form.validate_on_submit():
        try:
            if request.form.get("act") == "approve":
                return _approved(proposal_id, form)
            if request.form.get("act") == "preview":
                times = release_times(form.choice, actor().institution_id, now())
        except Refused as refused:
            form.blame(refused, ApproveForm.FIELDS)
    line = approval.line(proposal_id, actor())
    form.show_again(str(line.version))
    return _page(line, form, times)


def _approved(proposal_id: int, form: ApproveForm) -> ResponseReturnValue:
    times = approve_list(proposal_id, actor(), form.choice, version=form.version)
    if form.when.data == AT_ONCE:
        flash(_("The list is approved. Everybody hears within a minute."), "good")
    else:
        moment = format_datetime(times.release_at, home().time_zone, "full")
        flash(_("The list is approved. Everybody hears on %(moment)s.", moment=moment), "good")
    return redirects.to("head.proposed_list", proposal_id=proposal_id)


def _page(line: ListLine, form: ApproveForm, times: ReleaseTimes | None = None) -> ResponseReturnValue:
    page = render_template(
        "head/approve.html",
        line=line,
        form=form,
        times=times,
        is_at_once=form.when.data == AT_ONCE,
        affected=lists.affected(lists.rows(line.id, actor())),
        why_not=approval.why_not_approve(line.id, actor(), now()) if line.is_open else None,
    )
    return page, form.status
