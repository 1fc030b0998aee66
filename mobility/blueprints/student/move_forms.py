"""The form that asks a student why an application is given up."""

from __future__ import annotations

from typing import Final

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from mobility.core.workflow.giving_up import NOTE_LENGTH, REASONS
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.words import choices, lazy
from mobility.wording.giving_up import REASON_NAMES

GIVE_UP_FIELDS: Final = {
    "giving_up.no_reason": "reason",
    "giving_up.no_words": "note",
    "giving_up.long": "note",
}
"""Which field a refusal is about."""

GIVE_UP_CODES: Final = tuple(GIVE_UP_FIELDS)


class GiveUpForm(BlamingForm):
    """Why; the words are asked for only where no reason of the list fits."""

    reason = RadioField(
        lazy("Why are you giving it up?"),
        [InputRequired()],
        choices=choices((key, REASON_NAMES[key]) for key in REASONS),
        validate_choice=False,
    )
    note = TextAreaField(
        lazy("In your own words"),
        description=lazy(
            "Only needed where no reason above fits. Your school and the international office can read it."
        ),
        render_kw={"maxlength": NOTE_LENGTH, "rows": 3},
    )
