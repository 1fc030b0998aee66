"""The form by which a school gets a rule of its own about its vice dean."""

from __future__ import annotations

from typing import Final

from wtforms import HiddenField, SelectField

from mobility.queries.institution import InstitutionSettings
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.words import choices, lazy

_RULES: Final = {"": None, "yes": True, "no": False}


class SchoolRuleForm(BlamingForm):
    """As the institution says, yes, or no."""

    needs_vice_dean = SelectField(
        lazy("A school's list needs the approval of its vice dean"),
        description=lazy("It holds for lists that are handed in from now on."),
    )
    seen = HiddenField()

    @classmethod
    def of(cls, rule: bool | None, settings: InstitutionSettings) -> SchoolRuleForm:
        """The form as it was sent, else as the rule stands."""
        form = cls(data={"needs_vice_dean": word_of(rule), "seen": word_of(rule)})
        is_needed = settings.needs_vice_dean
        default = lazy("As the institution says (now: yes)") if is_needed else lazy("As the institution says (now: no)")
        form.needs_vice_dean.choices = choices(
            [
                ("", default),
                ("yes", lazy("Yes, the vice dean approves it")),
                ("no", lazy("No, the officer hands it in")),
            ]
        )
        form.needs_vice_dean.flags.without_optional_mark = True
        return form

    @property
    def wanted(self) -> bool | None:
        """The rule that was chosen."""
        return _RULES[self.needs_vice_dean.data or ""]

    @property
    def was_seen(self) -> bool | None:
        """The rule that the form was shown with."""
        return _RULES.get(self.seen.data or "")


def word_of(rule: bool | None) -> str:
    """How the form names a rule."""
    return next(word for word, one in _RULES.items() if one is rule)
