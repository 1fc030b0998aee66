"""Returning a list as a whole to the selection, with a note."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.head.desk import desk
from mobility.blueprints.head.forms import ReturnForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import ngettext
from mobility.queries import approval
from mobility.queries import proposed_list as lists
from mobility.queries.approval import ListLine
from mobility.services.approval.return_list import return_list as send_back
from mobility.web import redirects
from mobility.web.guards import actor, guarded


@desk.get("/approvals/<int:proposal_id>/return")
@guarded(Action.LIST_RETURN)
def return_list(proposal_id: int) -> ResponseReturnValue:
    """Say what has to change; the page tells how many files go back."""
    line = approval.line(proposal_id, actor())
    if not line.is_open:
        return redirects.to("head.proposed_list", proposal_id=proposal_id)
    return _page(line, ReturnForm(data={"seen": str(line.version)}))


@desk.post("/approvals/<int:proposal_id>/return")
@guarded(Action.LIST_RETURN)
def return_now(proposal_id: int) -> ResponseReturnValue:
    """Send the list back."""
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            count = send_back(proposal_id, actor(), form.note.data or "", version=form.version)
        except Refused as refused:
            form.blame(refused, {"proposal.no_note": "note", "proposal.long_note": "note"})
        else:
            flash(ngettext("%(n)s file is back in the selection.", "%(n)s files are back in the selection.", count))
            return redirects.to("head.queue")
    line = approval.line(proposal_id, actor())
    form.show_again(str(line.version))
    return _page(line, form)


def _page(line: ListLine, form: ReturnForm) -> ResponseReturnValue:
    affected = lists.affected(lists.rows(line.id, actor()))
    return render_template("head/return.html", line=line, form=form, affected=affected), form.status
