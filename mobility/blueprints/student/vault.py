"""My documents: files kept once, used in every application that asks for them."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.desk import desk
from mobility.blueprints.student.vault_forms import FIELDS, KeepForm
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Refused
from mobility.i18n import _, current_zone
from mobility.queries import vault as vaults
from mobility.services.vault.keep import TAKEN, keep, open_file, page, remove, reuse
from mobility.storage.inspection import types_named
from mobility.storage.rendering import PICTURED
from mobility.web import redirects
from mobility.web.errors import status_of
from mobility.web.files import picture_given_out
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.uploads import disposition, takes_several_files, uploaded
from mobility.wording import describe_reason


@desk.get("/vault")
@guarded(Action.VAULT_USE)
def vault() -> ResponseReturnValue:
    """Everything that is kept, with when it expires, and a form for more."""
    return _page(KeepForm())


@desk.post("/vault")
@guarded(Action.VAULT_USE)
@takes_several_files
def keep_file() -> ResponseReturnValue:
    """Keep files; what cannot be kept is explained beside the field."""
    form = KeepForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        keep(form.kind.data or "", uploaded(), form.expires_on.data, actor())
    except Refused as refused:
        form.blame(refused, FIELDS)
        return _page(form), status_of(refused)
    flash(_("The document is kept. You can use it in every application."), "success")
    return redirects.to("student.vault")


@desk.get("/vault/<int:vault_id>")
@guarded(Action.VAULT_USE)
def vault_file(vault_id: int) -> ResponseReturnValue:
    """One file, to save."""
    found = vaults.file(vault_id, actor())
    answer = Response(open_file(found), mimetype=found.media_type)
    answer.headers["Content-Disposition"] = disposition(found.file_name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@desk.get("/vault/<int:vault_id>/pages")
@guarded(Action.VAULT_USE)
def vault_pages(vault_id: int) -> ResponseReturnValue:
    """All pages of one file, as pictures that we painted."""
    found = vaults.file(vault_id, actor())
    numbers = range(1, found.page_count + 1) if found.media_type in PICTURED else ()
    return render_template(
        "student/vault_pages.html",
        file=found,
        today=today(),
        pictures=[url_for("student.vault_picture", vault_id=vault_id, number=number) for number in numbers],
    )


@desk.get("/vault/<int:vault_id>/pages/<int:number>.png")
@guarded(Action.VAULT_USE)
def vault_picture(vault_id: int, number: int) -> ResponseReturnValue:
    """One page as a picture."""
    return picture_given_out(page(vaults.file(vault_id, actor()), number))


@desk.post("/vault/<int:vault_id>/remove")
@guarded(Action.VAULT_USE)
def remove_file(vault_id: int) -> ResponseReturnValue:
    """Take a file out; where it was used it stays."""
    remove(vault_id, actor())
    flash(_("The document is removed. Applications in which you used it keep it."), "success")
    return redirects.to("student.vault")


@desk.post("/applications/<int:application_id>/documents/<kind>/reuse")
@guarded(Action.DOCUMENT_UPLOAD)
def reuse_file(application_id: int, kind: str) -> ResponseReturnValue:
    """Use a file of the vault as a document of this application."""
    try:
        reuse(application_id, kind, request.form.get("vault_id", 0, type=int), actor())
    except Refused as refused:
        if not refused.code.startswith(("document.", "vault.", "stale.document")):
            raise
        flash(describe_reason(refused.reasons[0]), "signal")
    else:
        flash(_("The file is uploaded."), "success")
    return redirects.to("student.documents", application_id=application_id, _anchor=kind)


def today() -> date:
    """The day at the institution."""
    return local_date(now(), current_zone())


def _page(form: KeepForm) -> str:
    return render_template(
        "student/vault.html", form=form, files=vaults.files(actor()), today=today(), types=types_named(TAKEN.taken)
    )
