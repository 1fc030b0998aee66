"""Tables of files to take away: asked for, watched while they are written, downloaded."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.files import kept, wanted_files
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.queries import exports
from mobility.services.exports import ask
from mobility.services.exports.keep import open_export
from mobility.storage import Gone
from mobility.web import redirects
from mobility.web.files import given_out
from mobility.web.guards import actor, guarded
from mobility.wording import describe_reason


@desk.post("/files/export")
@guarded(Action.FILES_EXPORT)
def export_files() -> ResponseReturnValue:
    wanted = wanted_files()
    try:
        job_id = ask.files(wanted, request.form.get("form", ""), actor())
    except Refused as refused:
        flash(describe_reason(refused.reasons[0]), "bad")
        return redirects.to("coordinator.files", **kept(wanted))
    return redirects.to("coordinator.export", job_id=job_id)


@desk.get("/exports/<int:job_id>")
@guarded(Action.FILES_EXPORT)
def export(job_id: int) -> str:
    return render_template("coordinator/export.html", export=exports.export(actor(), job_id))


@desk.get("/exports/<int:job_id>/file")
@guarded(Action.FILES_EXPORT)
def export_file(job_id: int) -> ResponseReturnValue:
    try:
        return given_out(open_export(job_id, actor()))
    except Gone:
        return redirects.to("coordinator.export", job_id=job_id)
