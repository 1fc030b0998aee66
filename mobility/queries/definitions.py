"""Reads the published definitions. A version never changes, so each process parses it once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select

from mobility.core import eligibility
from mobility.core.programs.form import Form, parse_form
from mobility.core.terms import Text
from mobility.core.workflow import Workflow
from mobility.database import db
from mobility.models import Definition

_MOST_RULES: Final = 4096
_rules: Final[dict[int, eligibility.Rules]] = {}
"""Rules are read many at a time, so they are kept by hand and not by the cache of a function."""


def workflow(definition_id: int) -> Workflow:
    """Return the workflow of that version; LookupError where there is none."""
    return _workflow(definition_id)


def form(definition_id: int) -> Form:
    """Return what that version asks of an applicant: questions, documents, declaration; LookupError where none."""
    return _form(definition_id)


def document_title(definition_id: int, kind: str) -> Text:
    """What a kind of document is called in that version of a form; its key where the form does not know it."""
    found = _form(definition_id).document(kind)
    return found.title if found is not None else Text(en=kind, zh_Hans=kind)


def rules(definition_id: int) -> eligibility.Rules:
    """Return the eligibility rules of that version; LookupError where there is none."""
    return rules_of([definition_id])[definition_id]


def rules_of(definition_ids: Collection[int]) -> Mapping[int, eligibility.Rules]:
    """Return the eligibility rules of these versions, in one statement at most; LookupError where one is missing."""
    known = {one: kept for one in definition_ids if (kept := _rules.get(one)) is not None}
    if unread := set(definition_ids) - known.keys():
        wanted = select(Definition.id, Definition.body).where(Definition.kind == "eligibility")
        rows = db.session.execute(wanted.where(Definition.id.in_(sorted(unread))))
        found = {row.id: eligibility.parse(row.body) for row in rows}
        if missing := unread - found.keys():
            raise LookupError(f"no eligibility with id {min(missing)}")
        if len(_rules) + len(found) > _MOST_RULES:
            _rules.clear()
        _rules.update(found)
        known.update(found)
    return known


def _body(definition_id: int, kind: str) -> dict[str, Any]:
    query = select(Definition.body).where(Definition.id == definition_id, Definition.kind == kind)
    body = db.session.scalar(query)
    if body is None:
        raise LookupError(f"no {kind} with id {definition_id}")
    return body


@lru_cache(maxsize=256)
def _workflow(definition_id: int) -> Workflow:
    return Workflow.model_validate(_body(definition_id, "workflow"))


@lru_cache(maxsize=256)
def _form(definition_id: int) -> Form:
    return parse_form(_body(definition_id, "questionnaire"))


def forget() -> None:
    """Forget what was parsed: for tests, where ids are given again after a rollback."""
    for cached in (_workflow, _form):
        cached.cache_clear()
    _rules.clear()
