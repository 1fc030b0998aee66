"""The rules by which `mobility/cli/demo/exchange_hosts.yaml` was made from the two published sheets of programs.

A row without a country (a network, not a host) or of a host in a war zone is left out. Places, terms, minima and dates
are taken as they stand; what the sheets say in words about fields becomes codes of ISCED-F by `FIELDS`. What no rule
can say, such as Chinese names, cities and remarks, was written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

WAR_ZONES: Final = frozenset({"Ukraine"})
COUNTRIES: Final = {
    "Australia": "AU",
    "Austria": "AT",
    "Belgium": "BE",
    "Brazil": "BR",
    "Brunei": "BN",
    "Canada": "CA",
    "Denmark": "DK",
    "Ecuador": "EC",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Hong Kong": "HK",
    "Indonesia": "ID",
    "Italy": "IT",
    "Kuwait": "KW",
    "Lithuania": "LT",
    "Luxembourg": "LU",
    "Malaysia": "MY",
    "Netherlands": "NL",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Swiss": "CH",
    "Turkey": "TR",
    "UK": "GB",
    "United Arab Emirates": "AE",
    "United States of America": "US",
}
"""The sheets' spellings of countries and regions, and their ISO 3166 codes."""

MONTHS: Final = {"semester": 5, "year": 10}

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "accounting": ("0411",),
    "architecture studies": ("0731",),
    "art/graphic design": ("0211", "0213"),
    "behavioural, management & social sciences": ("03", "04"),
    "biology (clinical laboratory science)": ("0914",),
    "biotechnology": ("0512",),
    "business": ("041",),
    "college of communication and social sciences": ("031", "032"),
    "computer science and information technology": ("06",),
    "cultural competence and security studies": ("103",),
    "dental hygiene": ("0911",),
    "dentistry & health": ("091",),
    "department of education": ("011",),
    "doctor of medicine": ("0912",),
    "economics": ("0311",),
    "electrical engineering, mathematics & computer science": ("054", "06", "0713", "0714"),
    "engineering technology": ("07",),
    "faculty of business and economics": ("0311", "041"),
    "faculty of business, finance and marketing": ("041",),
    "faculty of medicine": ("0912",),
    "faculty of technology, innovation & society": ("06", "07"),
    "geo-information science and earth observation": ("052", "0532"),
    "golf management": ("1014",),
    "graphic arts courses": ("0211",),
    "institute of engineering": ("07",),
    "international business school": ("041",),
    "law": ("042",),
    "management": ("041",),
    "mechanical engineering": ("0715",),
    "medical lab science": ("0914",),
    "medicine": ("0912",),
    "music": ("0215",),
    "nursing": ("0913",),
    "nursing/health professions": ("091",),
    "optometry": ("0914",),
    "pharmacy": ("0916",),
    "school for business marketing and finance": ("041",),
    "school of business management": ("041",),
    "school of communication, media & it": ("0211", "032", "06"),
    "school of law": ("042",),
    "school of medicine": ("0912",),
    "school of sport studies": ("1014",),
    "school of the arts, media, performance & design": ("021",),
    "science & technology": ("05",),
    "sports": ("1014",),
}
"""The sheets' names of fields and faculties, and what they are in ISCED-F 2013."""

NO_FIELD: Final = frozenset({"mba", "honours", "australian defence force academy", "unsw canberra"})
"""What the sheets exclude among the fields and is none: a degree or a campus, told in the remark."""

_MARKED = re.compile(r"\(([OX])\)\s*(.+?)\s*\.?\s*(?=\||\([OX]\)|$)")
_SKILLS: Final = {"r": "reading", "l": "listening", "s": "speaking", "w": "writing"}
_TESTS: Final = {"toefl_ibt": "ibt", "ielts": "ielts", "toefl_itp": "itp"}


def is_kept(program: Mapping[str, str]) -> bool:
    """Whether a row becomes a host of the demo."""
    return program["country"] != "" and program["country"] not in WAR_ZONES


def convert(program: Mapping[str, str]) -> dict[str, Any]:
    """What the rules make of one program with the country of its university, keyed as in the shipped file.

    What is not said is left out.
    """
    said = {
        "country": COUNTRIES[program["country"]],
        "places": int(program["recruit-number"]),
        "months": [MONTHS[period] for period in program["period"].split(" | ")],
        "gpa": _gpa(program),
        "tests": {test: _test(program, column) for test, column in _TESTS.items() if _number(program[column])},
        "only": _fields(program["restrict-major"], "O"),
        "excluded": _fields(program["restrict-major"], "X"),
        "nominate_on": _date(program["Nomination"]),
        "apply_on": _applies_on(program),
    }
    return {key: value for key, value in said.items() if value not in (None, [])}


def _gpa(program: Mapping[str, str]) -> dict[str, str] | None:
    """None where the sheet itself says that its number is there only because the form wanted one."""
    if "no GPA requirement" in program["restrict-others"]:
        return None
    return {"minimum": program["gpa"], "scale": program["gpa-max"]}


def _test(program: Mapping[str, str], column: str) -> dict[str, Any]:
    skills = {
        skill: number
        for letter, skill in _SKILLS.items()
        if (number := _number(program.get(f"{column}-{letter}", ""))) is not None
    }
    return {"minimum": _number(program[column])} | ({"skills": skills} if skills else {})


def _fields(words: str, mark: str) -> list[str]:
    """The codes behind the names marked (O), open to, or (X), not open to; none within another of them."""
    names = [name.casefold() for found, name in _MARKED.findall(words) if found == mark]
    codes = {code for name in names if name not in NO_FIELD for code in FIELDS[name]}
    return sorted(code for code in codes if not any(code != other and code.startswith(other) for other in codes))


def _number(text: str) -> str | None:
    """A number as people write it: "550.0" is 550; a dash and nothing are none."""
    if text in ("", "-"):
        return None
    number = Decimal(text)
    return str(number.to_integral_value() if number == number.to_integral_value() else number.normalize())


def _date(text: str) -> date | None:
    return None if text == "TBA" else date.fromisoformat(text)


def _applies_on(program: Mapping[str, str]) -> date | None:
    """The host's own date; one before the nomination is a slip and left out, since nobody applies un-nominated."""
    nominate_on, apply_on = _date(program["Nomination"]), _date(program["Application"])
    return apply_on if nominate_on and apply_on and apply_on >= nominate_on else None
