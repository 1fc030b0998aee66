"""Gives files out: documents of applications, attachments of calls."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from mobility.blueprints.documents.desk import desk
from mobility.core.access import Action
from mobility.services.applications.download import open_attachment, open_document
from mobility.web.files import given_out
from mobility.web.guards import actor, guarded


@desk.get("/documents/<int:document_id>")
@guarded(Action.DOCUMENT_DOWNLOAD)
def document(document_id: int) -> ResponseReturnValue:
    """A document of an application that the person may see."""
    return given_out(open_document(document_id, actor()))


@desk.get("/attachments/<int:attachment_id>")
def attachment(attachment_id: int) -> ResponseReturnValue:
    """A file offered on the public page of a call."""
    return given_out(open_attachment(attachment_id, actor()))
