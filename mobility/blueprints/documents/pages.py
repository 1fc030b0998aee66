"""Shows a document page by page, as pictures that we painted: what was uploaded is never shown itself."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.documents.desk import desk
from mobility.blueprints.documents.filters import kept, wanted_documents
from mobility.core.access import Action, check
from mobility.queries import document_checks
from mobility.services.applications.download import look_at, page
from mobility.storage.rendering import PICTURED
from mobility.web.files import picture_given_out
from mobility.web.forms.document_checks import CheckForm
from mobility.web.guards import actor, guarded
from mobility.web.redirects import came_from


@desk.get("/documents/<int:document_id>/pages")
@guarded(Action.DOCUMENT_DOWNLOAD)
def pages(document_id: int) -> ResponseReturnValue:
    """All pages, one below the other; each is painted when it comes into view. A desk can say there what it thinks."""
    return page_of(document_id)


def page_of(document_id: int, form: CheckForm | None = None) -> str:
    """The page of one document; a verdict that was refused is shown again with what was typed."""
    found = look_at(document_id, actor())
    wanted = wanted_documents()
    may_check = check(actor(), Action.DOCUMENT_CHECK) is None
    count = found.page_count if found.media_type in PICTURED else 0
    return render_template(
        "documents/pages.html",
        document=found,
        pictures=[url_for("documents.picture", document_id=document_id, number=n) for n in range(1, count + 1)],
        sheet=document_checks.sheet(document_id, actor(), wanted) if may_check else None,
        kept=kept(wanted),
        is_of_queue="queue" in request.args,
        form=form or CheckForm(formdata=None),
        back_url=came_from(),
    )


@desk.get("/documents/<int:document_id>/pages/<int:number>.png")
@guarded(Action.DOCUMENT_DOWNLOAD)
def picture(document_id: int, number: int) -> ResponseReturnValue:
    """One page as a picture."""
    return picture_given_out(page(document_id, number, actor()))
