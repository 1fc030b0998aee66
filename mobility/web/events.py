"""Events of the audit put into words, as the auditor's page, its file and the histories show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mobility.core.programs.scholarship import WORKFLOW
from mobility.i18n import _, in_current
from mobility.queries.audit import Event
from mobility.queries.lists import Cell
from mobility.web.identity import home
from mobility.wording import codes, describe
from mobility.wording.audit import NO_NAMES, particulars


@dataclass(frozen=True, slots=True)
class Line:
    """An event in words; the closer wording of an outcome where there is one."""

    event: Event
    who: str
    role: str
    act: str
    object: str
    stages: str
    particulars: str

    @classmethod
    def of(cls, event: Event, names: Mapping[str, str] = NO_NAMES) -> Line:
        """The line; `names` are those of what the event's particulars hold as numbers."""
        return cls(
            event=event,
            who=_who(event),
            role=str(codes().get(f"role.{event.actor_role}", event.actor_role)),
            act=_act(event),
            object=_object(event),
            stages=_(
                "%(from_stage)s → %(to_stage)s", from_stage=_stage(event.from_state), to_stage=_stage(event.to_state)
            )
            if event.to_state
            else "",
            particulars=particulars(
                {name: value for name, value in event.params.items() if name != "on_behalf_of"}, home().time_zone, names
            ),
        )

    def cells(self) -> tuple[Cell, ...]:
        """The line as a row of the file: its number first, by which it is found again."""
        event = self.event
        return (event.id, event.happened_at, self.who, self.role, self.act, self.object, self.stages, self.particulars)


def _who(event: Event) -> str:
    """Who did it; what a deputy did says for whom as well."""
    name = event.actor_name or describe("role.system")
    return _("%(name)s for %(holder)s", name=name, holder=event.holder_name) if event.holder_name else name


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
