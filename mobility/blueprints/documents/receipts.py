"""The application as it was handed in, by its receipt number: where the QR code on its PDF leads."""

from __future__ import annotations

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.documents.desk import desk
from mobility.core.access import Action
from mobility.services.papers.application import application_pdf, open_receipt
from mobility.web.frame import Frame
from mobility.web.guards import actor, guarded
from mobility.web.uploads import disposition


@desk.get("/receipts/<number>")
@guarded(Action.RECEIPT_OPEN)
def receipt(number: str) -> ResponseReturnValue:
    """Exactly this version, on a sheet for the printer."""
    found = open_receipt(number, actor())
    return render_template(
        "print/application.html",
        receipt=found.receipt,
        sections=found.sections,
        documents=found.documents,
        declaration=found.form.declaration,
    )


@desk.get("/receipts/<number>/pdf")
@guarded(Action.RECEIPT_OPEN)
def receipt_pdf(number: str) -> ResponseReturnValue:
    """The same as PDF, in the reader's language."""
    found = open_receipt(number, actor())
    address = url_for("documents.receipt", number=found.receipt.receipt_number, _external=True)
    answer = Response(application_pdf(found, address, Frame().institution), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = disposition(f"{found.receipt.receipt_number}.pdf")
    return answer
