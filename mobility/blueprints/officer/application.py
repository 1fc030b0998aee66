"""One file as the school sees it."""

from __future__ import annotations

from flask import render_template

from mobility.blueprints.officer.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Role
from mobility.queries import earlier_documents
from mobility.queries.case import case
from mobility.web.forms.staff import RefuseForm, RemarkForm, ReturnForm, items_of
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now


@desk.get("/applications/<int:application_id>")
@guarded(Action.SCHOOL_CHECK)
def application(application_id: int) -> str:
    return page(application_id)


def page(
    application_id: int,
    return_form: ReturnForm | None = None,
    remark_form: RemarkForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> str:
    """The file with its acts; a form that was refused is shown again with what was typed."""
    found = case(application_id, actor(), now(), Role.OFFICER)
    return render_template(
        "officer/application.html",
        case=found,
        earlier=earlier_documents.of_desk(application_id),
        return_form=return_form or ReturnForm.suggested(items_of(found.held), found.time_zone, now(), home().id),
        remark_form=remark_form or RemarkForm(formdata=None),
        refuse_form=refuse_form or RefuseForm(formdata=None),
    )
