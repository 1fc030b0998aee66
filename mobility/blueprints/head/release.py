"""Letting an approved list go out, by somebody who neither proposed nor approved it: shown first, then confirmed."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.head.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused, Role
from mobility.i18n import _, format_datetime
from mobility.queries import approval
from mobility.queries.approval import ListLine
from mobility.queries.release_times import times_from
from mobility.services.approval.release import confirm_release
from mobility.web import redirects
from mobility.web.forms.seen import SeenForm
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now


@desk.get("/approvals/<int:proposal_id>/release")
@guarded(Action.RELEASE_CONFIRM)
def release_list(proposal_id: int) -> ResponseReturnValue:
    """What releasing the list does, and who proposed and approved it."""
    line = approval.releasable(proposal_id, actor())
    return _page(line, SeenForm(formdata=None, data={"seen": str(line.version)}))


@desk.post("/approvals/<int:proposal_id>/release")
@guarded(Action.RELEASE_CONFIRM)
def release_now(proposal_id: int) -> ResponseReturnValue:
    """Let it go."""
    form, line = SeenForm(), approval.releasable(proposal_id, actor())
    if not form.validate_on_submit():
        return _page(line, form)
    try:
        times = confirm_release(proposal_id, actor(), version=form.version)
    except Refused as refused:
        form.blame(refused, {})
        return _page(approval.releasable(proposal_id, actor()), form)
    moment = format_datetime(times.release_at, home().time_zone, "full")
    flash(_("You have released the list. Everybody hears on %(moment)s.", moment=moment), "good")
    if actor().has_role(Role.HEAD):
        return redirects.to("head.proposed_list", proposal_id=proposal_id)
    return redirects.to("coordinator.selection", call_id=line.call_id)


def _page(line: ListLine, form: SeenForm) -> ResponseReturnValue:
    why_not = approval.why_not_release(line, actor())
    times = None
    if why_not is None and line.release_at and line.notice_until:
        times = times_from(line.release_at, line.notice_until, line.institution_id, now())
    page = render_template("head/release.html", line=line, form=form, why_not=why_not, times=times)
    return page, form.status
