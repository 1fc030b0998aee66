"""Checks documents: those that wait for a desk, and what it says of one."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.documents.desk import desk
from mobility.blueprints.documents.filters import kept, wanted_documents
from mobility.blueprints.documents.pages import page_of
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import document_checks
from mobility.services.documents.check import check_document
from mobility.web import redirects
from mobility.web.forms.document_checks import FIELDS, CheckForm
from mobility.web.guards import actor, guarded


@desk.get("/documents/to-check")
@guarded(Action.DOCUMENT_CHECK)
def to_check() -> str:
    """A page of the documents that wait, that lie with students, or that are accepted."""
    wanted = wanted_documents()
    page = document_checks.queue(actor(), wanted, request.args.get("after", type=int))
    calls, units = document_checks.options(actor())
    return render_template(
        "documents/to_check.html",
        page=page,
        wanted=wanted,
        kept=kept(wanted),
        calls=calls,
        units=units,
    )


@desk.post("/documents/<int:document_id>/check")
@guarded(Action.DOCUMENT_CHECK)
def check(document_id: int) -> ResponseReturnValue:
    """Keep a verdict and go back to where it was given; what is wrong with it is explained beside the pages."""
    form = CheckForm()
    verdict = request.form.get("verdict", "")
    if form.validate_on_submit():
        try:
            check_document(document_id, form.said(verdict), actor())
        except Refused as refused:
            form.blame(refused, FIELDS)
        else:
            flash(_said(verdict), "good")
            return redirects.to_next("documents.pages", document_id=document_id)
    return page_of(document_id, form), form.status


def _said(verdict: str) -> str:
    if verdict == "accept":
        return _("The document is accepted.")
    if verdict == "return":
        return _("Given back. The student gets a letter in 15 minutes; until then you can take it back unnoticed.")
    return _("Taken back. The document waits to be checked again.")
