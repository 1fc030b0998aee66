"""The form by which a deputy is named, on one's own page and on the administrator's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from wtforms import EmailField, SelectField
from wtforms.validators import InputRequired, Length

from mobility.i18n import in_current
from mobility.queries.person import RoleRow
from mobility.services.people.deputies import NewDeputy
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import DayField
from mobility.web.forms.words import choices, lazy
from mobility.wording import describe

FIELDS: Final = {
    "role": "grant",
    "deputy.role": "grant",
    "deputy.past": "first_on",
    "deputy.order": "last_on",
    "deputy.too_long": "last_on",
    "deputy": "email",
}
"""Which field a refusal is about."""


class DeputyForm(BlamingForm):
    """Who acts in which role, from which day to which."""

    grant = SelectField(lazy("Role"), [InputRequired(lazy("Choose a role."))], coerce=int)
    email = EmailField(
        lazy("E-mail address of the deputy"),
        [InputRequired(lazy("Enter the e-mail address.")), Length(max=254)],
        description=lazy("Somebody of the staff, with an account of their own."),
    )
    first_on = DayField(lazy("First day"), [InputRequired(lazy("Choose a date."))])
    last_on = DayField(lazy("Last day"), [InputRequired(lazy("Choose a date."))])

    def __init__(self, *given: Any, roles: Sequence[RoleRow], **named: Any) -> None:
        super().__init__(*given, **named)
        self["grant"].choices = choices([(str(one.id), _named(one)) for one in roles])

    def new(self) -> NewDeputy:
        """What was typed, as the service takes it."""
        first_on, last_on = self.first_on.data, self.last_on.data
        if first_on is None or last_on is None:
            raise ValueError("asked of a form that was validated")
        return NewDeputy(int(self.grant.data), self.email.data or "", first_on, last_on)


def _named(role: RoleRow) -> str:
    scope = role.unit_name or role.call_title
    return describe(f"role.{role.role}") + (f" · {in_current(scope)}" if scope else "")
