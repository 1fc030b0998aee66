"""Gives files out: always as an attachment, never shown by the browser inside one of our pages."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from mobility.blueprints.documents.desk import desk
from mobility.core.access import Action
from mobility.services.applications.download import Opened, open_attachment, open_document
from mobility.web.guards import actor, guarded
from mobility.web.uploads import disposition


@desk.get("/documents/<int:document_id>")
@guarded(Action.DOCUMENT_DOWNLOAD)
def document(document_id: int) -> ResponseReturnValue:
    """A document of an application that the person may see."""
    return _given_out(open_document(document_id, actor()))


@desk.get("/attachments/<int:attachment_id>")
def attachment(attachment_id: int) -> ResponseReturnValue:
    """A file offered on the public page of a call."""
    return _given_out(open_attachment(attachment_id, actor()))


def _given_out(opened: Opened) -> Response:
    download = opened.download
    answer = Response(opened.chunks, mimetype=download.media_type)
    answer.headers["Content-Disposition"] = disposition(download.file_name)
    answer.headers["Content-Length"] = str(download.byte_count)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer
