"""The list of events, searched and narrowed by its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.audit.forms import EventsForm
from mobility.core.access import Action
from mobility.core.programs.scholarship import WORKFLOW
from mobility.i18n import _, in_current
from mobility.queries import audit as reading
from mobility.queries.audit import Event, EventFilter
from mobility.web.guards import actor, guarded
from mobility.web.identity import home
from mobility.web.paging import next_page
from mobility.wording import codes
from mobility.wording.audit import particulars

desk: Final = Blueprint("audit", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """An event in words; the closer wording of an outcome where there is one."""

    event: Event
    role: str
    act: str
    object: str
    stages: str
    particulars: str

    @classmethod
    def of(cls, event: Event) -> Line:
        return cls(
            event=event,
            role=str(codes().get(f"role.{event.actor_role}", event.actor_role)),
            act=_act(event),
            object=_object(event),
            stages=_(
                "%(from_stage)s → %(to_stage)s", from_stage=_stage(event.from_state), to_stage=_stage(event.to_state)
            )
            if event.to_state
            else "",
            particulars=particulars(event.params, home().time_zone),
        )


@desk.get("/audit")
@guarded(Action.AUDIT_VIEW)
def events() -> ResponseReturnValue:
    """A page of events, the newest first."""
    form = EventsForm(request.args)
    wanted = form.wanted(home().time_zone) if form.validate() else EventFilter()
    page = reading.search(actor(), wanted, request.args.get("before", type=int))
    html = render_template(
        "audit/events.html",
        form=form,
        rows=[Line.of(event) for event in page.rows],
        is_narrowed=wanted != EventFilter(),
        next_url=next_page("before", page.following),
    )
    return html, form.status


def _act(event: Event) -> str:
    closer = f"audit.{event.action}.{event.outcome}"
    if closer in codes():
        return str(codes()[closer])
    act = str(codes().get(f"audit.{event.action}", event.action))
    if not event.outcome:
        return act
    return _("%(name)s: %(value)s", name=act, value=codes().get(f"outcome.{event.outcome}", event.outcome))


def _stage(key: str | None) -> str:
    """A stage by its title; the keys of stages are the same in every version of the workflow."""
    titles = {stage.key: stage.title for stage in WORKFLOW.stages}
    return in_current(titles[key]) if key in titles else key or "–"


def _object(event: Event) -> str:
    kind = str(codes().get(f"audit.object.{event.object_kind}", event.object_kind))
    name = event.application_number or event.subject_name
    return f"{kind} {name or event.object_id or ''}".strip()
