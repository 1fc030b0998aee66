"""The form by which a desk says what it thinks of a document."""

from __future__ import annotations

from typing import Any, Final

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from mobility.queries.keyset import key
from mobility.services.documents.check import LONGEST, Said
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.words import choices, lazy
from mobility.wording.document_checks import REASONS

FIELDS: Final = {
    "document.return_code": "code",
    "document.return_text": "text",
    "document.return_too_long": "text",
}
"""Which field a refusal is about."""


class CheckForm(BlamingForm):
    """The verdict, which its button carries, on the version that was looked at; why and what to do for a return."""

    version = HiddenField()
    code = SelectField(
        lazy("Why do you give it back?"),
        [Optional()],
        choices=choices([("", lazy("Choose a reason")), *((str(key), words) for key, words in REASONS.items())]),
    )
    text = TextAreaField(
        lazy("What the student should do"),
        [Optional(), Length(max=LONGEST)],
        description=lazy("The student reads the reason and these words."),
        render_kw={"rows": 3},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.code.flags.without_optional_mark = True

    def said(self, verdict: str) -> Said:
        """What was sent, as the service takes it."""
        return Said(verdict, key(self.version.data or "") or 0, self.code.data or "", self.text.data or "")
