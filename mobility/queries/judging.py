"""Judges and freezes what an application holds, by the rules it began with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from mobility.core.eligibility import Verdict
from mobility.core.questions.answers import flatten, visible_answers
from mobility.core.terms import Reason, Text
from mobility.database import now
from mobility.queries.content import Held, hold, is_lacking
from mobility.queries.standing import verdict_of
from mobility.queries.students import as_plain

RANKING_FACTS: Final = ("average", "gpa", "rank")
"""Facts of the record on which a school's ranking rests, besides the form's ranking questions."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement of one application's content. `missing` is empty when nothing stands in the way of a submit."""

    missing: tuple[Reason, ...]
    verdict: Verdict
    has_ranking_fact_changed: bool
    missing_papers: tuple[Reason, ...]


def judge(application_id: int, stage: str) -> Judged:
    """Judge the content as it stands now, and whether the papers of that stage are in.

    LookupError where there is no such application.
    """
    held = hold(application_id)
    return Judged(
        missing=missing(held),
        verdict=verdict(held),
        has_ranking_fact_changed=has_ranking_fact_changed(held),
        missing_papers=tuple(_paper(held, key) for key in held.missing_papers(stage)),
    )


def _paper(held: Held, key: str) -> Reason:
    """A paper that is missing, by its name, since staff are told it beside many files of many forms."""
    kind = held.form.document(key)
    title = kind.title if kind is not None else Text(en=key, zh_Hans=key)
    is_early = key in held.too_early_documents and key not in held.returned_documents
    code = "papers.too_early" if is_early else "papers.missing"
    return Reason(code, {"kind": key, "en": title.en, "zh_Hans": title.zh_Hans})


def missing(held: Held) -> tuple[Reason, ...]:
    """What still stands in the way of a submit, sections first, in the order of the form."""
    incomplete = [Reason("section.incomplete", {"section": one.key}) for one in held.progress if is_lacking(one)]
    absent = [Reason("document.missing", {"kind": key}) for key in held.missing_documents]
    returned = [Reason("document.returned", {"kind": key}) for key in held.returned_documents]
    early = [
        Reason("document.too_early", {"kind": key}) for key in held.too_early_now if key not in held.returned_documents
    ]
    return (*incomplete, *held.missing_wishes, *absent, *returned, *early)


def verdict(held: Held) -> Verdict:
    """What the rules that the application began with say of the student's record as it stands now."""
    return verdict_of(held.rules, held.record, held.call_id, held.today)


def has_ranking_fact_changed(held: Held) -> bool:
    """Tell whether a fact or an answer on which the school's ranking rests differs from what was handed in."""
    if held.snapshot is None:
        return False
    before = {fact["key"]: (fact["value"], fact["scale"]) for fact in held.snapshot["facts"]}
    current = {fact.key: (fact.value, fact.scale) for fact in held.record.facts}
    if any(before.get(key) != current.get(key) for key in RANKING_FACTS):
        return True
    submitted, typed = flatten(held.submitted_sections), held.flat_answers
    return any(submitted.get(key) != typed.get(key) for key in held.form.ranking_questions)


def freeze(application_id: int) -> dict[str, Any]:
    """What is handed in now, as plain JSON: record, answers asked, documents with their checksums, the instant."""
    held = hold(application_id)
    visible = visible_answers(held.form.questionnaire, held.flat_answers, held.facts)
    return {
        "student": as_plain(held.record),
        "sections": {
            section.key: {q.key: visible[q.key] for q in section.questions if q.key in visible}
            for section in held.form.questionnaire.sections
        },
        "documents": [
            {
                "id": one.id,
                "kind": one.kind,
                "sha256": one.sha256,
                "file_name": one.file_name,
                **({"expires_on": one.expires_on.isoformat()} if one.expires_on else {}),
            }
            for kind in held.asked_documents
            if (one := held.documents.get(kind.key)) is not None
        ],
        "choices": [
            {
                "id": one.id,
                "key": one.key,
                "name": one.name.model_dump(),
                "country": one.country,
                "term": one.term,
                "clashes": [{"code": two.code, "params": two.params} for two in one.clashes],
            }
            for one in held.wishes
        ],
        "is_willing": held.is_willing,
        "declared_at": now().isoformat(),
    }
