"""A workflow as readable data: its stages, who has the file in each, and the moves between them."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict, model_validator

from mobility.core.access.actions import Action
from mobility.core.terms import Role, Text


class StageKind(StrEnum):
    """What happens in a stage, so that pages and queues need not know its key."""

    DRAFT = "draft"
    DESK = "desk"
    LIST = "list"
    RETURNED = "returned"
    ASSESSMENT = "assessment"
    PROPOSAL = "proposal"
    APPROVED = "approved"
    NOTICE = "notice"
    WAITING = "waiting"
    OUTSIDE = "outside"
    OFFER = "offer"
    PAYMENT = "payment"
    GROUP = "group"
    END = "end"


class Due(StrEnum):
    """From where the working days of a stage are counted."""

    ENTRY = "entry"
    """On from the entry; at a school's desk not before the call's deadline, so that all its files end together."""
    ROLLING = "rolling"
    """On from the entry, at a school's desk too."""
    BEFORE_NOMINATION = "before_nomination"
    """Back from the day by which the host wants the nomination."""
    BEFORE_DEPARTURE = "before_departure"
    """Back from the day on which the stay begins."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(_Record):
    """A state an application can be in.

    `holder` has the file now. `shown_as` names the stage that the student sees instead, for what is decided quietly.
    `next` tells the student what follows. `due_in_days` counts working days from where `due` says; where it is None the
    stage ends by a date of the call or by an act.
    """

    key: str
    kind: StageKind
    title: Text
    holder: Role | None = None
    next: Text | None = None
    shown_as: str | None = None
    due_in_days: int | None = None
    due: Due = Due.ENTRY
    is_good_end: bool = False

    @property
    def is_end(self) -> bool:
        return self.kind is StageKind.END


class Transition(_Record):
    """One move: `action` (with `outcome`, where an act can end in several ways) from any of `sources` to `target`.

    `needs` are parameters that the act must bring, `guards` and `effects` names that the engine and the door know,
    `notices` keys of the catalogue of letters. A `is_quiet` move leaves no trace on the student's page before release.
    """

    action: Action
    sources: tuple[str, ...]
    target: str
    outcome: str | None = None
    needs: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    is_quiet: bool = False


class Workflow(_Record):
    """All stages and moves of one kind of program. Published as an immutable version; applications keep theirs."""

    key: str
    initial: str
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]

    @cached_property
    def by_key(self) -> dict[str, Stage]:
        return {stage.key: stage for stage in self.stages}

    @cached_property
    def _moves(self) -> dict[tuple[str, Action, str | None], Transition]:
        return {(source, move.action, move.outcome): move for move in self.transitions for source in move.sources}

    @model_validator(mode="after")
    def _is_closed(self) -> Workflow:
        keys = [stage.key for stage in self.stages]
        if len(keys) != len(set(keys)):
            raise ValueError("two stages share a key")
        known = set(keys)
        named = {self.initial} | {stage.shown_as for stage in self.stages if stage.shown_as}
        named |= {key for move in self.transitions for key in (*move.sources, move.target)}
        if unknown := named - known:
            raise ValueError(f"unknown stages: {', '.join(sorted(unknown))}")
        if sum(len(move.sources) for move in self.transitions) != len(self._moves):
            raise ValueError("two moves share source, action and outcome")
        return self

    def stage(self, key: str) -> Stage:
        """Return the stage; KeyError where this version has none of that key."""
        return self.by_key[key]

    def shown(self, key: str) -> Stage:
        """Return the stage as the student may see it before release."""
        stage = self.by_key[key]
        return self.by_key[stage.shown_as] if stage.shown_as else stage

    def move(self, source: str, action: Action, outcome: str | None = None) -> Transition | None:
        return self._moves.get((source, action, outcome))

    def moves_of(self, action: Action, outcome: str | None = None) -> tuple[Transition, ...]:
        return tuple(m for m in self.transitions if m.action is action and outcome in (None, m.outcome))

    def moves_from(self, source: str) -> tuple[Transition, ...]:
        return tuple(move for move in self.transitions if source in move.sources)

    def keys_of(self, *kinds: StageKind) -> tuple[str, ...]:
        return tuple(stage.key for stage in self.stages if stage.kind in kinds)

    @cached_property
    def live_keys(self) -> tuple[str, ...]:
        return tuple(stage.key for stage in self.stages if not stage.is_end)
