"""The documents of an application: what is asked for, what is there, uploaded, replaced and removed."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.desk import desk
from mobility.blueprints.student.vault_forms import LastDayForm
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import application as applications
from mobility.queries import earlier_documents, vault
from mobility.queries.tasks import task_list
from mobility.services.applications.documents import remove, upload
from mobility.services.applications.last_day import correct
from mobility.services.vault.keep import keep_uploaded
from mobility.storage.inspection import types_named
from mobility.web import redirects
from mobility.web.errors import status_of
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.uploads import takes_several_files, uploaded
from mobility.wording import describe_reason


@desk.get("/applications/<int:application_id>/documents")
@guarded(Action.DOCUMENT_UPLOAD)
def documents(application_id: int) -> ResponseReturnValue:
    """Every document that is asked for, each with its file and a form of its own."""
    return _page(application_id)


@desk.post("/applications/<int:application_id>/documents/<kind>")
@guarded(Action.DOCUMENT_UPLOAD)
@takes_several_files
def put(application_id: int, kind: str) -> ResponseReturnValue:
    """Take files, in place of what is there or behind it; what cannot be taken is explained beside its own form.

    With `redate` only the last day of the file that is there is corrected.
    """
    form = LastDayForm()
    if not form.validate():
        return _page(application_id, flaw={kind: form.flaw}), 422
    last_on, is_redated = form.last_day.data, "redate" in request.form
    try:
        if is_redated:
            correct(application_id, kind, last_on, actor())
        else:
            is_continued = request.form.get("how") == "continue"
            upload(application_id, kind, uploaded(), actor(), is_continued=is_continued, expires_on=last_on)
    except Refused as refused:
        if not refused.code.startswith(("document.", "stale.document")):
            raise
        if form.is_blamed(refused):
            return _page(application_id, flaw={kind: form.flaw}), status_of(refused)
        return _page(application_id, {kind: _explained(refused)}), status_of(refused)
    flash(_("The day is changed.") if is_redated else _("The file is uploaded."), "success")
    if request.form.get("keep") == "yes":
        _keep(application_id, kind)
    return redirects.to("student.documents", application_id=application_id, _anchor=kind)


def _keep(application_id: int, kind: str) -> None:
    """Keep what was just uploaded for other applications too; that it cannot be kept does not undo the upload."""
    try:
        keep_uploaded(application_id, kind, actor())
    except Refused as refused:
        flash(describe_reason(refused.reasons[0]), "signal")
    else:
        flash(_("It is kept in My documents too."), "success")


def _explained(refused: Refused) -> str:
    """What is wrong and, where several files came, with which of them."""
    sentence = describe_reason(refused.reasons[0])
    return f"{refused.params['file']}: {sentence}" if "file" in refused.params else sentence


@desk.post("/applications/<int:application_id>/documents/<int:document_id>/remove")
@guarded(Action.DOCUMENT_UPLOAD)
def take_out(application_id: int, document_id: int) -> ResponseReturnValue:
    """Remove a file."""
    remove(application_id, document_id, actor())
    flash(_("The file is removed."), "success")
    return redirects.to("student.documents", application_id=application_id)


def _page(
    application_id: int, errors: dict[str, str] | None = None, flaw: dict[str, dict[str, str]] | None = None
) -> str:
    mine, held = applications.own_with_content(application_id, actor(), now())
    tasks = task_list(mine, held)
    return render_template(
        "student/documents.html",
        mine=mine,
        held=held,
        tasks=tasks,
        errors=errors or {},
        flaw=flaw or {},
        kept=vault.files(actor()),
        earlier=earlier_documents.of_owner(application_id),
        types_named=types_named,
    )
