"""What a call asks of an applicant, in one record: the questions, the documents and the declaration at submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mobility.core.questions.definition import Questionnaire, dump, parse
from mobility.core.questions.documents import DocumentKind, dump_documents, parse_documents
from mobility.core.terms import Text


@dataclass(frozen=True, slots=True)
class Form:
    """One published version.

    `ranking_questions` are keys of questions on whose answers a school's ranking rests; `reviewed` keys of the sections
    and documents that reviewers read, who are shown nothing else of what a student handed in.
    """

    questionnaire: Questionnaire
    documents: tuple[DocumentKind, ...]
    declaration: Text
    ranking_questions: frozenset[str] = frozenset()
    reviewed: frozenset[str] = frozenset()

    def document(self, key: str) -> DocumentKind | None:
        return next((kind for kind in self.documents if kind.key == key), None)


def parse_form(stored: Mapping[str, Any]) -> Form:
    """The form of plain data. Raises ValueError (pydantic.ValidationError is one) that names the fault."""
    questionnaire = parse(stored["questionnaire"])
    ranking = frozenset(stored.get("ranking_questions", ()))
    if unknown := ranking.difference(question.key for question in questionnaire.questions()):
        raise ValueError(f"ranking rests on questions that are not asked: {', '.join(sorted(unknown))}")
    documents = parse_documents(stored["documents"], questionnaire)
    reviewed = frozenset(stored.get("reviewed", ()))
    sections = [section.key for section in questionnaire.sections]
    if unknown := reviewed.difference(sections, (kind.key for kind in documents)):
        raise ValueError(f"reviewers read what is not asked: {', '.join(sorted(unknown))}")
    return Form(
        questionnaire=questionnaire,
        documents=documents,
        declaration=Text.model_validate(stored["declaration"]),
        ranking_questions=ranking,
        reviewed=reviewed,
    )


def dump_form(form: Form) -> dict[str, Any]:
    """The form as plain JSON, the body of a stored definition; `parse_form` reads it back equal."""
    return {
        "questionnaire": dump(form.questionnaire),
        "documents": dump_documents(form.documents),
        "declaration": form.declaration.model_dump(),
        "ranking_questions": sorted(form.ranking_questions),
        "reviewed": sorted(form.reviewed),
    }
