"""One decision for many files, shown before it is done."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.files import kept, wanted_files
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import ngettext
from mobility.queries import desk as desks
from mobility.services.selection.qualify import qualify
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.strictness import repeats


@desk.post("/files/qualify/preview")
@guarded(Action.QUALIFICATION_DECIDE, needs_fresh_proof=True)
@repeats("id")
def preview_qualify() -> ResponseReturnValue:
    return _page(request.form.getlist("id", type=int))


@desk.post("/files/qualify")
@guarded(Action.QUALIFICATION_DECIDE, needs_fresh_proof=True)
@repeats("id")
def qualify_many() -> ResponseReturnValue:
    chosen = request.form.getlist("id", type=int)
    try:
        count = qualify(chosen, actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _page(chosen, refused.reasons), 422
    flash(ngettext("%(n)s file is qualified.", "%(n)s files are qualified.", count), "good")
    return redirects.to("coordinator.files", **kept(wanted_files()))


def _page(chosen: list[int], reasons: tuple[Reason, ...] = ()) -> str:
    found = desks.chosen(actor(), chosen, Action.QUALIFICATION_DECIDE)
    return render_template("coordinator/qualify.html", chosen=found, reasons=reasons, kept=kept(wanted_files()))
