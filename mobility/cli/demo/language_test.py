"""The language test of the demo: set up for the exchange whose files are being scored, the first marks entered."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from mobility.cli.demo.ground import Ground
from mobility.core.terms import Text
from mobility.queries import language_marks
from mobility.services.language_tests.enter import Entry, enter
from mobility.services.language_tests.hand_over import hand_over
from mobility.services.language_tests.set_up import LanguageTestTerms, set_up

NAME: Final = Text(en="English written test", zh_Hans="英语笔试")
HANDED_OVER: Final = ("86.5", "", "78")
"""What the office has already; who has no mark here was absent."""


def examine(ground: Ground, call_id: int) -> None:
    """Some marks are with the office, one is entered and not handed over, the others are open."""
    set_up(call_id, LanguageTestTerms(NAME, Decimal(100)), ground.member("coordinator"))
    examiner = ground.member("examiner")
    lines = language_marks.page(call_id, examiner).lines
    for line, mark in zip(lines, HANDED_OVER, strict=False):
        enter(call_id, [Entry(line.id, mark, is_absent=not mark, seen=line.seen)], examiner)
    hand_over(call_id, examiner)
    one = lines[len(HANDED_OVER)]
    enter(call_id, [Entry(one.id, "91", remark="口语流利。", seen=one.seen)], examiner)
