"""Countries and regions: the one table of names that the office writes its own way, and the order of their lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from babel import Locale

from mobility.core.terms import Text
from mobility.i18n import current_locale
from mobility.spelling import sort_key

_OVERRIDES: Final[Mapping[str, Text]] = {
    "HK": Text(en="Hong Kong, China", zh_Hans="中国香港"),
    "MO": Text(en="Macao, China", zh_Hans="中国澳门"),
    "TW": Text(en="Taiwan, China", zh_Hans="中国台湾"),
    "PS": Text(en="Palestine", zh_Hans="巴勒斯坦"),
}
"""The names that the office writes otherwise than Unicode's tables do."""

_NO_NATIONALITY: Final = frozenset(
    {
        *("AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "GS", "HM", "IC", "IO", "QO", "TA", "TF", "UM", "UN"),
        *("XA", "XB", "XK", "ZZ", "HK", "MO", "TW"),
    }
)
"""Codes of groups and of places without people; and those of Hong Kong, Macao and Taiwan, whose people are Chinese."""


def region_name(iso2: str) -> str:
    """The country or region of a two-letter ISO 3166 code. Raises LookupError for a code that nobody has."""
    return _name(iso2.upper(), current_locale())


def region_names(iso2: str) -> Text:
    """The same in every language."""
    return Text(en=_name(iso2.upper(), "en"), zh_Hans=_name(iso2.upper(), "zh_Hans"))


def in_order(codes: Iterable[str]) -> list[str]:
    """The codes in the order of their names in the current language: in Chinese by pinyin, else by the alphabet."""
    return sorted(codes, key=lambda code: (_key(code.upper(), current_locale()), code))


def order_of(code: str) -> str:
    """What the country or region is ordered by in the current language."""
    return _key(code.upper(), current_locale())


@cache
def nationalities() -> frozenset[str]:
    """The two-letter codes of what somebody's nationality may be."""
    codes = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    return frozenset(codes - _NO_NATIONALITY)


@cache
def _name(code: str, locale: str) -> str:
    if code in _OVERRIDES:
        return _OVERRIDES[code].in_locale(locale)
    name = Locale.parse(locale).territories.get(code)
    if name is None or len(code) != 2:
        raise LookupError(f"no country or region has the code {code!r}")
    return str(name)


@cache
def _key(code: str, locale: str) -> str:
    return sort_key(_name(code, locale))
