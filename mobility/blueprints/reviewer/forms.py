"""The forms of the reviewer's desk."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from mobility.queries.review import Sheet
from mobility.services.review.conflict import LONGEST_REASON
from mobility.services.review.sheet import LONGEST_COMMENT
from mobility.web.forms.seen import SeenForm
from mobility.web.forms.words import lazy


class ScoreForm(SeenForm):
    """A score with its comment; what either is worth, the service judges."""

    score = StringField(
        lazy("Score"),
        description=lazy("From 0 to 100, at most two decimals, such as 87.5"),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    comment = TextAreaField(
        lazy("Comment"),
        description=lazy("What the score rests on. The office and the head read it, students do not."),
        render_kw={"rows": "6", "maxlength": str(LONGEST_COMMENT)},
    )

    FIELDS = {"questions.too_long": "comment", "questions": "score"}  # noqa: RUF012 - WTForms' own way with classes

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.score.flags.without_optional_mark = True  # a draft may go without it, what counts may not

    @classmethod
    def of(cls, sheet: Sheet) -> ScoreForm:
        """The form as the sheet stands; what a browser sent comes before it."""
        score = "" if sheet.score is None else f"{sheet.score.normalize():f}"
        return cls(data={"score": score, "comment": sheet.comment, "seen": str(sheet.version)})

    @property
    def typed(self) -> dict[str, object]:
        return {"score": self.score.data or "", "comment": self.comment.data or ""}


class ConflictForm(SeenForm):
    """Why a reviewer cannot judge this student."""

    reason = TextAreaField(
        lazy("What connects you with this student?"),
        [InputRequired(lazy("Say in a few words what connects you with this student."))],
        description=lazy("Such as: a relative, my own student, we work together. Only the office reads it."),
        render_kw={"rows": "4", "maxlength": str(LONGEST_REASON)},
    )
