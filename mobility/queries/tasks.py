"""Shapes what an application holds into a list of tasks: what is done, what is missing, what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mobility.core.questions import SectionState
from mobility.core.questions.documents import DocumentKind, When
from mobility.core.questions.progress import SectionProgress
from mobility.core.terms import Reason, Text
from mobility.queries.application import OwnApplication
from mobility.queries.content import WISHES, Held
from mobility.queries.stored_documents import StoredDocument

TaskState = Literal[
    "not_started",
    "in_progress",
    "done",
    "missing",
    "optional",
    "later",
    "uploaded",
    "checking",
    "returned",
    "accepted",
    "too_early",
]
WISHES_TITLE: Final = Text(en="Wishes", zh_Hans="志愿")
_NOT_COUNTED: Final = frozenset({"optional", "later"})
"""States of what nothing waits for."""

_SECTION_STATES: dict[SectionState, TaskState] = {
    SectionState.NOT_STARTED: "not_started",
    SectionState.IN_PROGRESS: "in_progress",
    SectionState.DONE: "done",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A section, the wishes, or a document. `is_lacking` stands against handing in; `is_marked` came back."""

    kind: Literal["section", "wishes", "document"]
    key: str
    title: Text
    state: TaskState
    is_open: bool
    is_marked: bool
    is_lacking: bool
    lacking_count: int = 0


@dataclass(frozen=True, slots=True)
class DocumentTask:
    """A kind of document that is asked for, with the file there is, and why that does not last as long as is asked."""

    task: Task
    kind: DocumentKind
    stored: StoredDocument | None
    too_early: Reason | None = None


@dataclass(frozen=True, slots=True)
class TaskList:
    """All tasks in the order of the form. `next` is the first that is lacking and can be done now."""

    sections: tuple[Task, ...]
    documents: tuple[DocumentTask, ...]
    wishes: Task | None = None

    @property
    def all(self) -> tuple[Task, ...]:
        wishes = (self.wishes,) if self.wishes else ()
        return (*self.sections, *wishes, *(one.task for one in self.documents))

    @property
    def lacking(self) -> tuple[Task, ...]:
        """What stands against handing in."""
        return tuple(task for task in self.all if task.is_lacking)

    @property
    def next(self) -> Task | None:
        return next((task for task in self.lacking if task.is_open), None)

    @property
    def needed_count(self) -> int:
        return sum(task.state not in _NOT_COUNTED for task in self.all)

    @property
    def done_count(self) -> int:
        return sum(not task.is_lacking and task.state not in _NOT_COUNTED for task in self.all)

    @property
    def is_complete(self) -> bool:
        return not self.lacking


def task_list(mine: OwnApplication, held: Held) -> TaskList:
    """Return the tasks of that application as they stand now."""
    is_open = mine.editable_items(held)
    marked = frozenset(mine.returned_items)
    titles = {section.key: section.title for section in held.form.questionnaire.sections}
    return TaskList(
        sections=tuple(_section(one, titles[one.key], is_open, marked) for one in held.progress),
        documents=tuple(_document(kind, held, is_open, marked) for kind in held.shown_documents),
        wishes=_wishes(held, is_open, marked) if held.choice_limit is not None else None,
    )


def after(tasks: TaskList, key: str) -> Task | None:
    """The task that follows `key` and can be done now: what "continue" leads to."""
    keys = [task.key for task in tasks.all]
    later = tasks.all[keys.index(key) + 1 :] if key in keys else ()
    return next((task for task in later if task.is_open), None)


def _section(one: SectionProgress, title: Text, is_open: frozenset[str], marked: frozenset[str]) -> Task:
    count = len(one.missing) + len(one.flawed)
    return Task(
        kind="section",
        key=one.key,
        title=title,
        state=_SECTION_STATES[one.state],
        is_open=one.key in is_open,
        is_marked=one.key in marked,
        is_lacking=count > 0,
        lacking_count=count,
    )


def _wishes(held: Held, is_open: frozenset[str], marked: frozenset[str]) -> Task:
    state: TaskState = "not_started" if not held.wishes else "in_progress" if held.missing_wishes else "done"
    return Task(
        kind="wishes",
        key=WISHES,
        title=WISHES_TITLE,
        state=state,
        is_open=WISHES in is_open,
        is_marked=WISHES in marked,
        is_lacking=bool(held.missing_wishes),
        lacking_count=len(held.missing_wishes),
    )


def _document(kind: DocumentKind, held: Held, is_open: frozenset[str], marked: frozenset[str]) -> DocumentTask:
    stored = held.documents.get(kind.key)
    absent = {*held.missing_documents, *held.returned_documents, *held.too_early_now}
    is_lacking = kind.key in absent or kind.key in held.missing_papers(held.stage)
    state = _document_state(kind, stored)
    if kind.key in held.too_early_documents and state != "returned":
        state = "too_early"
    task = Task(
        kind="document",
        key=kind.key,
        title=kind.title,
        state=state,
        is_open=kind.key in is_open,
        is_marked=kind.key in marked,
        is_lacking=is_lacking,
    )
    return DocumentTask(task, kind, stored, held.expiries.get(kind.key))


def _document_state(kind: DocumentKind, stored: StoredDocument | None) -> TaskState:
    if stored is None and kind.when is When.LATER:
        return "later"
    if stored is None:
        return "missing" if kind.is_required else "optional"
    if stored.state == "uploaded" and stored.scan == "waiting":
        return "checking"
    states: dict[str, TaskState] = {"uploaded": "uploaded", "accepted": "accepted", "returned": "returned"}
    return states[stored.state]
