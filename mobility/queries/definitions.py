"""Reads the published definitions. A version never changes, so each process parses it once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import select

from mobility.core import eligibility
from mobility.core.programs.form import Form, parse_form
from mobility.core.workflow import Workflow
from mobility.database import db
from mobility.models import Definition


def workflow(definition_id: int) -> Workflow:
    """Return the workflow of that version; LookupError where there is none."""
    return _workflow(definition_id)


def form(definition_id: int) -> Form:
    """Return what that version asks of an applicant: questions, documents, declaration; LookupError where none."""
    return _form(definition_id)


def rules(definition_id: int) -> eligibility.Rules:
    """Return the eligibility rules of that version; LookupError where there is none."""
    return _rules(definition_id)


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


@lru_cache(maxsize=256)
def _rules(definition_id: int) -> eligibility.Rules:
    return eligibility.parse(_body(definition_id, "eligibility"))


def forget() -> None:
    """Forget what was parsed: for tests, where ids are given again after a rollback."""
    for cached in (_workflow, _form, _rules):
        cached.cache_clear()
