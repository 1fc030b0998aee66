"""The score sheet as a small questionnaire, so that scores are read and judged as all typed answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from mobility.core.questions import DecimalNumber, LongText, Questionnaire, Section, check
from mobility.core.terms import Refused, Text

LOWEST: Final = Decimal(0)
HIGHEST: Final = Decimal(100)
LONGEST_COMMENT: Final = 4000

_SHEET: Final = Questionnaire(
    key="score_sheet",
    version=1,
    sections=(
        Section(
            key="sheet",
            title=Text(en="Score sheet", zh_Hans="评分表"),
            questions=(
                DecimalNumber(
                    key="score", label=Text(en="Score", zh_Hans="评分"), minimum=LOWEST, maximum=HIGHEST, places=2
                ),
                LongText(
                    key="comment",
                    label=Text(en="Comment", zh_Hans="评语"),
                    is_required=False,
                    max_chars=LONGEST_COMMENT,
                ),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Scoring:
    """A judged score sheet."""

    score: Decimal | None
    comment: str | None


def read(typed: Mapping[str, object], *, is_final: bool) -> Scoring:
    """Judge what was typed as `score` and `comment`; a score is asked for where `is_final`.

    Raises Refused with every flaw; each reason names its field in the parameter `question`.
    """
    checked = check(_SHEET, typed, is_final=is_final)
    if checked.problems:
        first, *more = [problem.reason for problem in checked.problems]
        raise Refused(first.code, *more, **first.params)
    score, comment = checked.values.get("score"), checked.values.get("comment")
    return Scoring(None if score is None else Decimal(str(score)), None if comment is None else str(comment))
