"""Words for the terms at home, and for what of them a stay abroad cuts into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "clash.exams": lazy("the stay overlaps the exams of “%(text)s” at home, %(first)s to %(last)s."),
    "clash.returns_late": lazy("teaching of “%(text)s” at home begins on %(on)s, and the stay lasts until %(until)s."),
    "clash.leaves_early": lazy("the stay begins on %(on)s, and teaching of “%(text)s” at home lasts until %(until)s."),
    "home_term.name_missing": lazy("Enter the name of each term in both languages."),
    "home_term.reversed": lazy("%(text)s: the days are in the wrong order."),
    "home_term.exams_half": lazy("%(text)s: enter the first and the last day of the exams, or neither."),
    "stale.home_terms": lazy("Somebody else changed the terms after you opened the page. Open it again and compare."),
    "audit.settings.edit.home_terms": lazy("Set the terms at home"),
}
