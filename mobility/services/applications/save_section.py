"""Saves one section of a questionnaire as it was typed, unless another window saved it in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from mobility.core.access import Action
from mobility.core.questions.answers import Checked, Problem, check
from mobility.core.terms import Actor, Refused
from mobility.core.workflow.editing import editable_items
from mobility.database import db, now, transaction
from mobility.models import SectionAnswers
from mobility.queries.content import Held
from mobility.services.applications.editing import Editable, open_item


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved. `problems` are flaws of answers that were kept nevertheless, so that nothing typed is lost.

    `held` is all that the application holds now; `open_items` are the sections and documents that may be changed.
    """

    revision: int
    saved_at: datetime
    problems: tuple[Problem, ...]
    held: Held
    open_items: frozenset[str]


def save_section(
    application_id: int, section_key: str, raw: Mapping[str, object], actor: Actor, *, revision: int
) -> Saved:
    """Save `raw`, the typed answers by question, over the `revision` that the student saw (0: never saved).

    A question of the section that `raw` leaves out keeps its answer: it was not on the page, because an answer before
    it says otherwise, and the student may change back. One that was emptied is there, as "" or None.

    Raises Refused as `editing.open_item` does, and `stale.section` where another save came first; the same answers
    saved twice are no conflict.
    """
    with transaction():
        editable = open_item(application_id, section_key, actor, Action.APPLICATION_EDIT)
        held = editable.held
        if held.form.questionnaire.section(section_key) is None:
            raise Refused("item.unknown", item=section_key)
        before = dict(held.answers.get(section_key, {}))
        stored = held.flat_answers
        checked = check(held.form.questionnaire, {**before, **raw}, held.facts, section=section_key, stored=stored)
        current = held.revisions.get(section_key, 0)
        if current > 0 and before == dict(checked.values):
            return _saved(editable, section_key, checked, current)
        if current != revision:
            raise Refused("stale.section", section=section_key, revision=current)
        _write(editable, section_key, checked)
        return _saved(editable, section_key, checked, current + 1)


def _saved(editable: Editable, section_key: str, checked: Checked, revision: int) -> Saved:
    before = editable.held
    held = replace(
        before,
        answers={**before.answers, section_key: checked.values},
        revisions={**before.revisions, section_key: revision},
    )
    marked = editable.application.returned_items
    is_open = editable_items(editable.stage, marked, held.lacking_items, held.items)
    return Saved(revision, now(), checked.problems, held, is_open)


def _write(editable: Editable, section_key: str, checked: Checked) -> None:
    values = dict(checked.values)
    row = insert(SectionAnswers).values(
        institution_id=editable.application.institution_id,
        application_id=editable.application.id,
        section_key=section_key,
        values=values,
        revision=1,
        saved_at=now(),
    )
    again = {"values": values, "revision": SectionAnswers.revision + 1, "saved_at": now()}
    db.session.execute(row.on_conflict_do_update(index_elements=["application_id", "section_key"], set_=again))
