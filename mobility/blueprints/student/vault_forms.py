"""The forms by which a student keeps a document for every application, and says until when one is good."""

from __future__ import annotations

from typing import Any, Final

from wtforms import MultipleFileField, SelectField
from wtforms.validators import InputRequired, Optional

from mobility.core.terms import Refused
from mobility.services.vault.keep import KINDS
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.fields import DayField
from mobility.web.forms.words import choices, lazy
from mobility.wording.vault import KIND_NAMES

FIELDS: Final = {
    "vault.expires_on": "expires_on",
    "vault.expired": "expires_on",
    "vault": "kind",
    "document": "file",
}
"""Which field a refusal is about."""


class LastDayForm(BlamingForm):
    """Until when a document of an application is good, beside its file."""

    last_day = DayField(lazy("Good until"), [Optional()])

    @property
    def flaw(self) -> dict[str, str]:
        """What is wrong with the day, and what was typed."""
        return {"error": str(self.last_day.errors[0]), "typed": " ".join(self.last_day.raw_data or ())}

    def is_blamed(self, refused: Refused) -> bool:
        """Whether the refusal is about the day, which then says so."""
        if not refused.code.startswith("document.last_day"):
            return False
        self.blame(refused, {"document": "last_day"})
        return True


class KeepForm(BlamingForm):
    """What it is, the file, and until when it is good."""

    kind = SelectField(lazy("What is it?"), [InputRequired()], choices=choices((key, KIND_NAMES[key]) for key in KINDS))
    expires_on = DayField(
        lazy("Good until"),
        [Optional()],
        description=lazy(
            "For a passport, an insurance or a language test that has one: the last day on which it is valid."
        ),
    )
    file = MultipleFileField(lazy("File"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.file.flags.required = True  # the service says what is wrong with none
