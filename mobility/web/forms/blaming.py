"""A form that takes a service's refusal to the field it is about, keeps what was typed, and knows its own status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm

from mobility.core.terms import Refused
from mobility.web.forms.messages import Words
from mobility.wording import describe_reason


class BlamingForm(FlaskForm):  # type: ignore[misc]  # the library is not annotated
    """Base of the forms of desks whose services may refuse what the form itself found well."""

    is_stale = False

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library is not annotated
        def get_translations(self, _form: object) -> Words:
            return Words()

    @property
    def status(self) -> int:
        """The answer's status: 409 after a change by somebody else, 422 with anything to mend, else 200."""
        if self.is_stale:
            return 409
        return 422 if self.errors else 200

    def blame(self, refusal: Refused, fields: Mapping[str, str]) -> None:
        """Put each reason to the field that `fields` names for its code or the beginning of it, else to the form.

        What does not exist is nothing to mend in a form: a code that ends in "unknown" and names no field is raised on.
        """
        for reason in refusal.reasons:
            name = _field_of(reason.code, fields)
            if name is None and reason.code.endswith(".unknown"):
                raise refusal
            self.is_stale = self.is_stale or reason.code.startswith("stale.")
            target = self.form_errors if name is None else _list_of(self, name)
            target.append(describe_reason(reason))

    def show_again(self, seen: str) -> None:
        """After a stale save, take up the newest fingerprint: who has looked at both versions may save then."""
        if self.is_stale:
            self["seen"].data = seen


class FilterForm(BlamingForm):
    """Base of what narrows a list: it stands in the page's address, changes nothing, and may be left empty."""

    class Meta(BlamingForm.Meta):
        csrf = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self:
            field.flags.without_optional_mark = True


def _field_of(code: str, fields: Mapping[str, str]) -> str | None:
    matching = [start for start in fields if code == start or code.startswith(f"{start}.")]
    return fields[max(matching, key=len)] if matching else None


def _list_of(form: BlamingForm, name: str) -> list[str]:
    field = form[name]
    errors: list[str] = list(field.errors)
    field.errors = errors
    return errors
