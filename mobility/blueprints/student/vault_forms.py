"""The form by which a student keeps a document for every application."""

from __future__ import annotations

from typing import Any, Final

from wtforms import MultipleFileField, SelectField
from wtforms.validators import InputRequired, Optional

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


class KeepForm(BlamingForm):
    """What it is, the file, and until when it is good."""

    kind = SelectField(lazy("What is it?"), [InputRequired()], choices=choices((key, KIND_NAMES[key]) for key in KINDS))
    expires_on = DayField(
        lazy("Good until"),
        [Optional()],
        description=lazy("For a passport, a language test or an insurance: the last day on which it is valid."),
    )
    file = MultipleFileField(lazy("File"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.file.flags.required = True  # the service says what is wrong with none
