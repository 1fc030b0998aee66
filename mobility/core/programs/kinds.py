"""The kinds of program that a call can be of: each its stages and what it asks of an applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mobility.core.programs import exchange, exchange_form, scholarship, scholarship_form, summer_form, summer_school
from mobility.core.programs.form import Form
from mobility.core.workflow.definition import Workflow


@dataclass(frozen=True, slots=True)
class ProgramKind:
    """What calls of a kind begin with; `has_wishes` where students rank hosts."""

    workflow: Workflow
    form: Form
    has_wishes: bool = False


KINDS: Final[Mapping[str, ProgramKind]] = {
    "exchange": ProgramKind(exchange.WORKFLOW, exchange_form.FORM, has_wishes=True),
    "summer_school": ProgramKind(summer_school.WORKFLOW, summer_form.FORM),
    "scholarship": ProgramKind(scholarship.WORKFLOW, scholarship_form.FORM),
}
