"""Language tests: their scales, how results compare, how long they are valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from mobility.core.terms import Text

SKILLS: Final = ("listening", "reading", "writing", "speaking")
CEFR: Final = ("A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True, slots=True)
class LanguageTest:
    """One test: either scored between `lowest` and `highest`, or graded by `grades`, the lowest first.

    `valid_years` counts from the day of the test; None where the certificate does not expire or the test sets no term.
    """

    key: str
    name: Text
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(0)
    grades: tuple[str, ...] = ()
    valid_years: int | None = None
    has_skills: bool = False

    def position(self, result: object) -> Decimal | None:
        """Where a score or grade stands on the test's own scale, the better the higher; None where it is none of it."""
        if self.grades:
            text = str(result).strip().upper()
            return Decimal(self.grades.index(text)) if text in self.grades else None
        score = decimal_of(result)
        return score if score is not None and self.lowest <= score <= self.highest else None

    def is_valid_on(self, taken_on: date, on: date) -> bool:
        """Tell whether a result of `taken_on` is valid on `on`, the anniversary included."""
        return self.valid_years is None or on <= years_after(taken_on, self.valid_years)


def decimal_of(value: object) -> Decimal | None:
    """The exact number of a JSON number or a string of digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 1 March where 29 February is missing."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _scored(
    key: str, name: str, zh: str, low: str, high: str, years: int | None = None, skills: bool = False
) -> LanguageTest:
    return LanguageTest(key, Text(en=name, zh_Hans=zh), Decimal(low), Decimal(high), (), years, skills)


def _graded(key: str, name: str, zh: str, grades: tuple[str, ...], years: int | None = None) -> LanguageTest:
    return LanguageTest(key, Text(en=name, zh_Hans=zh), grades=grades, valid_years=years)


_ALL: Final = (
    _scored("cet4", "CET-4", "大学英语四级", "220", "710"),
    _scored("cet6", "CET-6", "大学英语六级", "220", "710"),
    _scored("tem4", "TEM-4", "英语专业四级", "0", "100"),
    _scored("tem8", "TEM-8", "英语专业八级", "0", "100"),
    _scored("ielts", "IELTS", "雅思（IELTS）", "0", "9", 2, skills=True),
    _scored("toefl_ibt", "TOEFL iBT (0–120)", "托福（TOEFL iBT，0–120分）", "0", "120", 2, skills=True),
    _scored("toefl_ibt_2026", "TOEFL iBT (1–6)", "托福（TOEFL iBT，1–6分）", "1", "6", 2, skills=True),
    _scored("toefl_itp", "TOEFL ITP", "托福ITP", "310", "677", 2),
    _scored("det", "Duolingo English Test", "多邻国英语测试", "10", "160", 2),
    _scored("pte", "PTE Academic", "PTE学术英语考试", "10", "90", 2, skills=True),
    _graded("jlpt", "JLPT", "日本语能力测试（JLPT）", ("N5", "N4", "N3", "N2", "N1")),
    _graded("topik", "TOPIK", "韩国语能力考试（TOPIK）", ("1", "2", "3", "4", "5", "6"), 2),
    _graded("testdaf", "TestDaF", "德福（TestDaF）", ("TDN 3", "TDN 4", "TDN 5")),
    _graded("delf_dalf", "DELF/DALF", "法语DELF/DALF", CEFR),
    _graded("dele", "DELE", "西班牙语DELE", CEFR),
    _graded("torfl", "TORFL", "俄语等级考试（ТРКИ）", CEFR),
    _graded("mets", "METS", "医护英语水平考试（METS）", ("1", "2", "3", "4")),
    _scored("internal", "the university's own language test", "本校语言测试", "0", "100"),
)

TESTS: Final[Mapping[str, LanguageTest]] = MappingProxyType({test.key: test for test in _ALL})
"""Every test by its key; a student's result is the fact `language:<key>`."""
