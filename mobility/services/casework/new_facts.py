"""Lets facts that changed in a record after the submission count for the file, or leaves them: never of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mobility.core.access import Action, check
from mobility.core.notices import CATALOG
from mobility.core.terms import Actor, Refused
from mobility.core.workflow.giving_up import why_held_back
from mobility.database import db, now, transaction
from mobility.models import Student
from mobility.queries import content, facts
from mobility.queries.counted import EXCEPTED, VERDICT, is_not_eligible
from mobility.queries.record_changes import LEFT, drift
from mobility.queries.students import as_plain
from mobility.services.casework import audit, letters, remarks


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the office says: `is_taken` true, the record of now counts; false, what was handed in goes on counting.

    `reason` becomes a remark that the student reads, also in a letter; `seen` is the `Drift.seen` of the page that was
    looked at. `goes_on`: where the conditions are not met by the record of now, the reason is also why the file goes on
    all the same; without it whatever moves the file on asks for one, and a waiting list passes it over.
    """

    is_taken: bool
    reason: str
    seen: str
    goes_on: bool = False


def settle(application_id: int, actor: Actor, said: Settlement) -> None:
    """Let the record of now count for the file from here on, or leave it aside until it changes again.

    What was submitted stays as it was: only what the file is judged by changes. Raises Refused `application.unknown`,
    `giving_up.waits`, `facts.unchanged`, `stale.facts` where the record changed again since it was looked at,
    `remark.empty` or `remark.too_long`.
    """
    with transaction():
        application = remarks.locked(application_id, actor)
        known = facts.gather(application, now())
        reason = check(actor, Action.FACTS_SETTLE, known) or why_held_back(known, Action.FACTS_SETTLE)
        if reason is not None:
            raise Refused(reason.code, **reason.params)
        _hold_the_record(application.student_id)
        held = content.hold(application_id)
        found = drift(held)
        if found.seen != said.seen:
            raise Refused("stale.facts")
        if held.snapshot is None or not found.is_open:
            raise Refused("facts.unchanged")
        remark_id = remarks.write(application, actor, said.reason, is_shown_to_student=True)
        plain = as_plain(held.record)
        taken = {**plain, VERDICT: found.now.outcome.value}
        is_excepted = said.is_taken and said.goes_on and is_not_eligible(taken)
        if is_excepted:
            taken[EXCEPTED] = remark_id
        application.snapshot = taken if said.is_taken else {**held.snapshot, LEFT: plain}
        audit.record(
            actor,
            Action.FACTS_SETTLE,
            outcome="taken" if said.is_taken else "left",
            object_kind="application",
            object_id=application_id,
            application_id=application_id,
            params={
                "facts": ",".join(change.name for change in found.changes),
                "now": found.now.outcome.value,
                "remark": remark_id,
                **({"goes_on": True} if is_excepted else {}),
            },
        )
        db.session.flush()
        notice = CATALOG["facts_taken" if said.is_taken else "facts_left"]
        letters.post_about(notice, application, params={"remark": remark_id})


def _hold_the_record(student_id: int) -> None:
    """Whoever changes the record waits until it is settled, or is waited for: the mark of a change is not lost."""
    db.session.execute(select(Student.id).where(Student.id == student_id).with_for_update(key_share=True))
