"""Score rules of an exchange call: average and language by computation, a motivation mark, a bonus and a penalty."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mobility.core.scoring import Candidate, Measured, Result, ScoreRules


def rows(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"at": at, "points": points} for at, points in pairs]


def stored(**changes: Any) -> dict[str, Any]:
    return {
        "key": "exchange",
        "version": 3,
        "criteria": [
            {
                "key": "average",
                "title": {"en": "Grade average", "zh_Hans": "平均学分绩点"},
                "weight": "50",
                "source": {
                    "kind": "scale",
                    "fact": "gpa",
                    "scales": {
                        "4.0": rows(("2", "60"), ("4", "100")),
                        "100": rows(("60", "60"), ("100", "100")),
                    },
                },
            },
            {
                "key": "language",
                "title": {"en": "Language", "zh_Hans": "语言成绩"},
                "weight": "30",
                "source": {
                    "kind": "table",
                    "fact": "english",
                    "tests": {
                        "ielts": rows(("6", "70"), ("6.5", "85"), ("7.5", "100")),
                        "toefl": rows(("80", "70"), ("95", "88")),
                    },
                },
                "when_missing": "zero",
            },
            {
                "key": "motivation",
                "title": {"en": "Motivation", "zh_Hans": "个人陈述"},
                "weight": "20",
                "source": {"kind": "marks", "by": "mean", "highest": "10", "alert": "4"},
                "when_missing": "leave_out",
            },
        ],
        "adjustments": [
            {
                "key": "first",
                "title": {"en": "First time abroad", "zh_Hans": "首次出国（境）"},
                "flag": "first_time",
                "points": "15",
            },
            {
                "key": "withdrew",
                "title": {"en": "Withdrew late", "zh_Hans": "曾逾期放弃"},
                "flag": "withdrew_late",
                "points": "-10",
            },
        ],
        **changes,
    }


def rules(**changes: Any) -> ScoreRules:
    return ScoreRules.model_validate(stored(**changes))


def marked(**source: Any) -> ScoreRules:
    """Rules of one criterion, marks of reviewers, with the given settings."""
    (criterion,) = (row for row in stored()["criteria"] if row["key"] == "motivation")
    return rules(criteria=[{**criterion, "source": {"kind": "marks", **source}}], adjustments=[])


def candidate(**changes: Any) -> Candidate:
    given: dict[str, Any] = {
        "values": {"gpa": Measured(Decimal("3.6"), "4.0")},
        "results": {"english": (Result("ielts", Decimal("6.5")), Result("toefl", Decimal(95)))},
        "marks": {"motivation": (Decimal(8), Decimal("7.5"), Decimal(9))},
        "flags": frozenset({"first_time"}),
    }
    return Candidate(**{**given, **changes})
