"""Papers that a document asks for: to print as PDF, or to save as pictures where a browser saves no files."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.questions.documents import DocumentKind
from mobility.i18n import in_current
from mobility.queries import application as applications
from mobility.queries.application import OwnApplication
from mobility.queries.content import Held
from mobility.services.papers.to_sign import kind_with_paper, paper_pdf, paper_pictures
from mobility.web.frame import Frame
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.uploads import disposition


@desk.get("/applications/<int:application_id>/documents/<kind>/paper")
@guarded(Action.DOCUMENT_UPLOAD)
def paper(application_id: int, kind: str) -> ResponseReturnValue:
    """What to do with the paper, and the paper itself."""
    mine, held, asked = _paper(application_id, kind)
    count = len(paper_pictures(mine, held, asked, Frame().institution))
    return render_template("student/paper.html", mine=mine, kind=asked, page_count=count)


@desk.get("/applications/<int:application_id>/documents/<kind>/paper/pdf")
@guarded(Action.DOCUMENT_UPLOAD)
def paper_file(application_id: int, kind: str) -> ResponseReturnValue:
    """The paper as PDF."""
    mine, held, asked = _paper(application_id, kind)
    answer = Response(paper_pdf(mine, held, asked, Frame().institution, now()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = disposition(f"{in_current(asked.title)}.pdf")
    return answer


@desk.get("/applications/<int:application_id>/documents/<kind>/paper/<int:number>.png")
@guarded(Action.DOCUMENT_UPLOAD)
def paper_picture(application_id: int, kind: str, number: int) -> ResponseReturnValue:
    """One page of the paper as a picture."""
    pages = paper_pictures(*_paper(application_id, kind), Frame().institution)
    if not 1 <= number <= len(pages):
        abort(404)
    return Response(pages[number - 1], mimetype="image/png")


def _paper(application_id: int, kind: str) -> tuple[OwnApplication, Held, DocumentKind]:
    mine, held = applications.own_with_content(application_id, actor(), now())
    return mine, held, kind_with_paper(held, kind)
