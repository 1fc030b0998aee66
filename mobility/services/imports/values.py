"""Reads single cells of a brought table: each reader answers the value, or refuses with what is wrong in the cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from mobility.core.eligibility import TESTS
from mobility.core.eligibility.isced import FIELDS
from mobility.core.eligibility.languages import decimal_of
from mobility.core.terms import Refused
from mobility.regions import nationalities, region_names
from mobility.services.people import addresses
from mobility.services.tables.dates import read_date
from mobility.spelling import fold

Read = Callable[[str], Any]

LOST: Final = frozenset("\ufffd\u25a1\u3013")
"""What programs write where a character was lost: the replacement character, the white square, the geta mark 〓."""

_NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{0,39}")
_PLAIN_LOCAL: Final = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:\.[A-Za-z0-9_+-]{1,20})?")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{4,28}[0-9]")
_LATIN: Final = re.compile(r"[A-Z](?:[A-Z' -]*[A-Z])?")
_COMPACT_DATE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTER: Final = re.compile(r"[A-Za-z]")
_BORN_FROM, _BORN_UNTIL = 1930, 2020

YES: Final = frozenset({"yes", "y", "true", "1", "是", "有"})
NO: Final = frozenset({"no", "n", "false", "0", "否", "无"})


def text(most: int) -> Read:
    """Any text of at most so many characters, none of which was lost on the way."""

    def read(typed: str) -> str:
        for mark in typed:
            if unicodedata.category(mark) == "Co":
                raise Refused("import.private_use", typed=typed, code=f"U+{ord(mark):04X}")
            if mark in LOST:
                raise Refused("import.lost_character", typed=typed)
            if unicodedata.category(mark) in {"Cc", "Cf", "Cs"}:
                raise Refused("import.control_character", code=f"U+{ord(mark):04X}")
        plain = " ".join(typed.split())
        if len(plain) > most:
            raise Refused("import.too_long", most=most)
        return plain

    return read


def name(most: int) -> Read:
    """A name, kept as it is given, unless it looks as if a character was lost or typed by its sound."""
    whole = text(most)

    def read(typed: str) -> str:
        plain: str = whole(typed)
        if "?" in plain or "？" in plain:
            raise Refused("import.question_mark", typed=plain)
        if _HAN.search(plain) and _LETTER.search(plain):
            raise Refused("import.mixed_letters", typed=plain)
        return plain

    return read


def number(typed: str) -> str:
    """A number by which a person or thing is known: kept as text, so that no zero at the front is lost."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not _NUMBER.fullmatch(plain):
        raise Refused("import.number_impossible", typed=typed)
    return plain


def email(typed: str) -> str:
    """An address in the form in which all are kept; of a plain one the part after the @ is judged once for all."""
    wide = unicodedata.normalize("NFKC", typed)
    local, _at, domain = wide.rpartition("@")
    if _PLAIN_LOCAL.fullmatch(local) and domain.isascii():
        return f"{local}@{_domain(domain)}"
    return addresses.normalize(wide)


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str:
    return addresses.normalize(f"a@{domain}").rpartition("@")[2]


def phone(typed: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not _PHONE.fullmatch(plain):
        raise Refused("record.phone")
    return plain


def latin(typed: str) -> str:
    """A name as travel documents write it."""
    plain = " ".join(typed.replace("\u2019", "'").upper().split())
    if not _LATIN.fullmatch(plain) or len(plain) > 100:
        raise Refused("record.latin_name")
    return plain


def day(typed: str) -> date:
    """A date as people write it, 20080314 included."""
    compact = _COMPACT_DATE.fullmatch(typed)
    on = read_date("-".join(compact.groups()) if compact else typed)
    if on is None:
        raise Refused("sheet.date_impossible", typed=typed)
    return on


def birthday(typed: str) -> date:
    on = day(typed)
    if not _BORN_FROM <= on.year <= _BORN_UNTIL:
        raise Refused("import.birth_impossible", typed=typed)
    return on


def whole(low: int, high: int) -> Read:
    """A whole number between two bounds; a unit after it, such as 4年 or 2026级, is left out."""

    def read(typed: str) -> int:
        plain = unicodedata.normalize("NFKC", typed).removesuffix("年").removesuffix("级").strip()
        if not (plain.isascii() and plain.isdecimal() and len(plain) < 10 and low <= int(plain) <= high):
            raise Refused("import.whole_number", typed=typed, low=low, high=high)
        return int(plain)

    return read


def mark(typed: str) -> Decimal:
    """A number that is no amount of people: judged on its scale where that is known."""
    found = decimal_of(unicodedata.normalize("NFKC", typed))
    if found is None or len(typed) > 12:
        raise Refused("import.no_mark", typed=typed)
    return found


def mark_up_to(top: str) -> Read:
    def read(typed: str) -> Decimal:
        found = mark(typed)
        if not 0 <= found <= Decimal(top):
            raise Refused("fact.mark_outside", top=top)
        return found

    return read


def one_of(words: Mapping[str, Any], code: str = "import.unknown_word") -> Read:
    """The value of one of these words, compared folded; the refusal names the words that are known."""
    known = {fold(word): value for word, value in words.items()}
    listed = ", ".join(words)

    def read(typed: str) -> Any:
        if (found := fold(typed)) not in known:
            raise Refused(code, typed=typed, words=listed)
        return known[found]

    return read


def yes_no(typed: str) -> bool:
    plain = fold(typed)
    if plain not in YES | NO:
        raise Refused("import.yes_no", typed=typed)
    return plain in YES


def field(typed: str) -> str:
    """A code of ISCED-F; the zero that spreadsheets drop at the front of a detailed one is put back."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    for code in (plain, f"0{plain}"):
        is_mixed = len(code) in (3, 4) and code.isdecimal() and code[:2] in FIELDS and code[-1] in "89"
        if code in FIELDS or (is_mixed and (code[:-1] in FIELDS or code[2] == "8")):
            return code
    raise Refused("import.field_unknown", typed=typed)


def nationality(typed: str) -> str:
    """The code of a nationality, written as code or as the name of the country in either language."""
    plain = fold(typed.strip().removesuffix("国籍").removesuffix("籍"))
    if plain not in _nations():
        raise Refused("import.nationality_unknown", typed=typed)
    return _nations()[plain]


@lru_cache(maxsize=1)
def _nations() -> Mapping[str, str]:
    """The codes by all that stands for them; people of Hong Kong, Macao and Taiwan are Chinese."""
    named = {code: region_names(code) for code in (*nationalities(), "HK", "MO", "TW")}
    codes = {code: code if code in nationalities() else "CN" for code in named}
    words = {fold(word): codes[code] for code, name in named.items() for word in (code, name.en, name.zh_Hans)}
    return words | {fold(word): "CN" for word in ("中华人民共和国", "香港", "澳门", "台湾")}


def score(key: str) -> Read:
    """A result of that language test, on the test's own scale."""
    test = TESTS[key]

    def read(typed: str) -> int | float:
        position = test.position(unicodedata.normalize("NFKC", typed))
        if position is None:
            raise Refused("fact.score_outside", low=str(test.lowest), top=str(test.highest))
        return plain_number(position)

    return read


def plain_number(given: Decimal) -> int | float:
    """A number as JSON keeps it."""
    return int(given) if given == given.to_integral_value() else float(given)
