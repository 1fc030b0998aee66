"""Sets up the language test of a call, changes it, closes it for its examiners and opens it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select

from mobility.core.access import Action
from mobility.core.terms import Actor, Param, Refused, Text
from mobility.database import db, now, transaction
from mobility.models import Application, Call, LanguageMark, LanguageTest
from mobility.queries.language_marks import mark_text
from mobility.services.calls.reach import take
from mobility.services.casework import audit
from mobility.services.people.permits import permit

HIGHEST: Final = Decimal(1000)
"""A scale above this is a slip of the finger: CET ends at 710, TOEIC at 990."""
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class LanguageTestTerms:
    """What a call says of its test; `share` is the part of the score in per cent, `due_at` when marks are to be in."""

    name: Text
    highest: Decimal
    share: int = 0
    due_at: datetime | None = None


def set_up(call_id: int, record: LanguageTestTerms, actor: Actor, *, version: int | None = None) -> None:
    """Give the call its test, or change the one it has; `version` is the one that was seen, None where there was none.

    Raises Refused `call.unknown`, `language_test.no_name` for a name that lacks a language, `language_test.long_name`,
    `language_test.highest`, `language_test.share`, `language_test.below_mark` where somebody has more than the new
    highest mark, and `stale.language_test`.
    """
    permit(actor, Action.LANGUAGE_TEST_EDIT)
    with transaction():
        call = take(call_id, actor)
        test = _test(call)
        _check(record)
        if (test.version if test else None) != version:
            raise Refused("stale.language_test")
        _refuse_below_marks(call, record)
        if test is None:
            test = LanguageTest(institution_id=call.institution_id, call_id=call.id, made_by=actor.user_id)
            db.session.add(test)
        test.name, test.highest, test.share, test.due_at = record.name, record.highest, record.share, record.due_at
        db.session.flush()
        said: dict[str, Param] = {"highest": mark_text(record.highest), "share": record.share}
        _record(actor, test, "made" if version is None else "changed", said)


def close(call_id: int, actor: Actor) -> None:
    """Let nobody enter or change a mark any more; closed already where it was. Raises Refused `call.unknown` or
    `language_test.unknown`."""
    _turn(call_id, actor, is_closed=True)


def reopen(call_id: int, actor: Actor) -> None:
    """Let the examiners enter and change marks again. Raises Refused as `close` does."""
    _turn(call_id, actor, is_closed=False)


def _turn(call_id: int, actor: Actor, *, is_closed: bool) -> None:
    permit(actor, Action.LANGUAGE_TEST_EDIT)
    with transaction():
        test = _test(take(call_id, actor))
        if test is None:
            raise Refused("language_test.unknown")
        if (test.closed_at is not None) is is_closed:
            return
        test.closed_at = now() if is_closed else None
        test.closed_by = actor.user_id if is_closed else None
        _record(actor, test, "closed" if is_closed else "reopened", {})


def _test(call: Call) -> LanguageTest | None:
    query = select(LanguageTest).where(LanguageTest.call_id == call.id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _check(record: LanguageTestTerms) -> None:
    names = (record.name.en.strip(), record.name.zh_Hans.strip())
    if not all(names):
        raise Refused("language_test.no_name")
    if max(map(len, names)) > LONGEST_NAME:
        raise Refused("language_test.long_name", max=LONGEST_NAME)
    if not 0 < record.highest <= HIGHEST or record.highest != round(record.highest, 2):
        raise Refused("language_test.highest", max=int(HIGHEST))
    if not 0 <= record.share <= 100:
        raise Refused("language_test.share")


def _refuse_below_marks(call: Call, record: LanguageTestTerms) -> None:
    """The test is locked, so no higher mark comes meanwhile."""
    query = (
        select(func.max(LanguageMark.mark))
        .join(Application, Application.id == LanguageMark.application_id)
        .where(Application.call_id == call.id)
    )
    best = db.session.scalar(query)
    if best is not None and best > record.highest:
        raise Refused("language_test.below_mark", mark=mark_text(best))


def _record(actor: Actor, test: LanguageTest, outcome: str, params: dict[str, Param]) -> None:
    audit.record(
        actor,
        Action.LANGUAGE_TEST_EDIT,
        outcome=outcome,
        object_kind="language_test",
        object_id=test.id,
        params={"call_id": test.call_id, **params},
    )
