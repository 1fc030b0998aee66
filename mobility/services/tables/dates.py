"""Reads dates as people write them into tables."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_CHINESE_DATE: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_PLAIN_DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


def read_date(text: str) -> date | None:
    """The date as people write it: 2026-11-30, 2026/11/30, 2026.11.30, 2026年11月30日; None where it is none."""
    found = _PLAIN_DATE.fullmatch(text) or _CHINESE_DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
