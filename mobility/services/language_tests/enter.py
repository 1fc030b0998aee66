"""Enters the marks of a language test, one row or many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action, check
from mobility.core.questions import DecimalNumber, LongText, Questionnaire, Section
from mobility.core.questions import check as judge
from mobility.core.terms import Actor, Param, Reason, Refused, Text
from mobility.database import db, now, transaction
from mobility.models import Application, LanguageMark, LanguageTest
from mobility.queries import definitions, facts, keyset, stages
from mobility.queries.language_marks import mark_text, seen_of
from mobility.services.casework import audit, remarks
from mobility.services.language_tests.claim import claim, open_test
from mobility.services.people.permits import permit

LONGEST_REMARK: Final = 500
LONGEST_REASON: Final = 1000
ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it was sent. `seen` is what the row showed (`queries.language_marks.seen_of`).

    `reason` says why a mark changes that the office has already.
    """

    application_id: int
    mark: str = ""
    is_absent: bool = False
    remark: str = ""
    reason: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """How many rows were kept, and by application what stood against the others, of which nothing was."""

    count: int
    against: Mapping[int, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class _Judged:
    mark: Decimal | None
    is_absent: bool
    remark: str | None

    @property
    def said(self) -> str:
        return ABSENT if self.is_absent else mark_text(self.mark)


def enter(call_id: int, entries: Iterable[Entry], actor: Actor) -> Entered:
    """Keep each row that is sound; a row that was left as it was shown is passed over.

    A row is refused for itself, so that nothing is lost of the others: with a flaw of the mark or remark,
    `mark.both`, `mark.missing` where the office has one, `mark.no_reason`, `mark.moved_on` once the file is no longer
    in the selection, and `stale.mark` where somebody else has entered another mark since. An emptied row takes back a
    mark that is not handed over. Raises Refused `language_test.unknown`, `mark.closed`, and `application.unknown` where
    a row is about somebody out of reach.
    """
    permit(actor, Action.MARK_ENTER)
    by_file = {entry.application_id: entry for entry in entries if not _is_untouched(entry)}
    against: dict[int, tuple[Reason, ...]] = {}
    count = 0
    with transaction():
        test = open_test(call_id, actor)
        for application in claim(call_id, by_file, actor):
            try:
                count += _enter(test, application, by_file[application.id], actor)
            except Refused as refused:
                against[application.id] = refused.reasons
    return Entered(count, against)


def _is_untouched(entry: Entry) -> bool:
    as_sent = seen_of(_version(entry), entry.mark.strip(), entry.remark.strip(), is_absent=entry.is_absent)
    return entry.seen == as_sent and not entry.reason.strip()


def _version(entry: Entry) -> int:
    """The version that was seen, 0 for none; one that no row ever has where a browser sent anything else."""
    version = keyset.key(entry.seen.partition("-")[0])
    return -1 if version is None else version


def _enter(test: LanguageTest, application: Application, entry: Entry, actor: Actor) -> int:
    """Keep one row; 1 where something was written."""
    if (reason := check(actor, Action.MARK_ENTER, facts.gather(application, now()))) is not None:
        raise Refused(reason.code, **reason.params)
    if not stages.is_proposable(definitions.workflow(application.workflow_id), application.state):
        raise Refused("mark.moved_on")
    judged = _judge(test.highest, entry)
    query = select(LanguageMark).where(LanguageMark.application_id == application.id).with_for_update()
    stored = db.session.scalar(query.execution_options(populate_existing=True))
    before = None if stored is None else _Judged(stored.mark, stored.is_absent, stored.remark)
    if judged == before:
        return 0
    if _version(entry) != (stored.version if stored else 0):
        raise Refused("stale.mark")
    if not judged.said and stored is None:
        raise Refused("mark.missing")
    params = _why(application, stored, judged, entry, actor)
    _write(test, application, stored, judged, actor)
    said = judged.said or "–"
    params |= {"mark": said} | ({"from": before.said} if before else {})
    outcome = "taken_back" if not judged.said else "changed" if before else "entered"
    audit.record(
        actor,
        Action.MARK_ENTER,
        outcome=outcome,
        object_kind="application",
        object_id=application.id,
        application_id=application.id,
        is_quiet=True,
        params=params,
    )
    return 1


def _judge(highest: Decimal, entry: Entry) -> _Judged:
    checked = judge(_sheet(mark_text(highest)), {"mark": entry.mark, "remark": entry.remark}, is_final=False)
    if checked.problems:
        first, *more = [problem.reason for problem in checked.problems]
        raise Refused(first.code, *more, **first.params)
    mark, remark = checked.values.get("mark"), checked.values.get("remark")
    if mark is not None and entry.is_absent:
        raise Refused("mark.both")
    return _Judged(
        None if mark is None else Decimal(str(mark)), entry.is_absent, None if remark is None else str(remark)
    )


def _why(
    application: Application, stored: LanguageMark | None, judged: _Judged, entry: Entry, actor: Actor
) -> dict[str, Param]:
    """The remark that says why a mark changes that the office knows of."""
    if stored is None or stored.handed_over_at is None:
        return {}
    if not judged.said:
        raise Refused("mark.missing")
    if not entry.reason.strip():
        raise Refused("mark.no_reason")
    if len(entry.reason) > LONGEST_REASON:
        raise Refused("remark.too_long", length=LONGEST_REASON)
    return {"remark": remarks.write(application, actor, entry.reason, is_shown_to_student=False)}


def _write(
    test: LanguageTest, application: Application, stored: LanguageMark | None, judged: _Judged, actor: Actor
) -> None:
    if not judged.said:
        db.session.delete(stored)
        db.session.flush()
        return
    if stored is None:
        stored = LanguageMark(institution_id=test.institution_id, application_id=application.id)
        db.session.add(stored)
    stored.mark, stored.is_absent, stored.remark = judged.mark, judged.is_absent, judged.remark
    assert actor.user_id is not None
    stored.entered_by, stored.entered_at = actor.user_id, now()
    db.session.flush()


@cache
def _sheet(highest: str) -> Questionnaire:
    """A row as a small questionnaire, so that marks are read and judged as all typed answers are."""
    mark = DecimalNumber(
        key="mark",
        label=Text(en="Mark", zh_Hans="成绩"),
        is_required=False,
        minimum=Decimal(0),
        maximum=Decimal(highest),
        places=2,
    )
    remark = LongText(
        key="remark", label=Text(en="Remark", zh_Hans="备注"), is_required=False, max_chars=LONGEST_REMARK
    )
    title = Text(en="Mark", zh_Hans="成绩")
    section = Section(key="row", title=title, questions=(mark, remark))
    return Questionnaire(key="language_mark", version=1, sections=(section,))
