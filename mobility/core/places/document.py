"""Strict reading of JSON: every value is of the kind it should be, or a refusal names its key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite

from mobility.core.places.instance import Number
from mobility.core.terms import Refused


def decode(text: bytes) -> object:
    """The JSON value of a UTF-8 text.

    Refuses what is not JSON, a key that stands twice, NaN, infinity and halves of characters.
    """
    try:
        value: object = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_pairs, parse_constant=_NotFinite)
        if b"NaN" in text or b"Infinity" in text:
            _refuse_not_finite(value, "")
        if b"\\u" in text:  # an escape may stand for half a character, which no file can hold
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Refused("places.not_json", line=error.lineno, column=error.colno) from error
    except UnicodeError as error:
        raise Refused("places.not_utf8") from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise Refused("places.too_deep") from error
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("places.key_twice", key=first_twice(key for key, _value in pairs))
    return found


@dataclass(frozen=True, slots=True)
class _NotFinite:
    """Stands where a file has NaN or an infinity, until its key is known."""

    name: str


def _refuse_not_finite(value: object, key: str) -> None:
    if isinstance(value, _NotFinite):
        raise Refused("places.not_finite", key=key or "instance", value=value.name)
    if isinstance(value, dict):
        for name, item in value.items():
            _refuse_not_finite(item, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _refuse_not_finite(item, f"{key}[{place}]")


def an_object(value: object, key: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Refused("places.not_an_object", key=key)
    return value


def a_list(value: object, key: str) -> list[object]:
    if not isinstance(value, list):
        raise Refused("places.not_a_list", key=key)
    return value


def a_text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise Refused("places.not_a_text", key=key)
    return value


def a_count(value: object, key: str) -> int:
    """A whole number from 0 up."""
    if type(value) is not int:
        raise Refused("places.not_a_count", key=key)
    if value < 0:
        raise Refused("places.negative", key=key, value=value)
    return value


def a_number(value: object, key: str) -> Number:
    """A finite number; one without a fraction comes back whole, so that 85 and 85.0 are the same."""
    if type(value) is int:
        return value
    if type(value) is not float or not isfinite(value):
        raise Refused("places.not_a_number", key=key)
    return int(value) if value.is_integer() else value


def a_flag(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise Refused("places.not_a_flag", key=key)
    return value


def texts(value: object, key: str) -> list[str]:
    """A list of different texts; one text alone counts as a list of it, nothing as none."""
    if value is None:
        return []
    found = texts_or_text(value, key)
    if len(set(found)) != len(found):
        raise Refused("places.named_twice", key=key, name=first_twice(found))
    return found


def texts_or_text(value: object, key: str) -> list[str]:
    """A list of texts, which may be the same; one text alone counts as a list of it."""
    if isinstance(value, str):
        return [a_text(value, key)]
    if not isinstance(value, list):
        raise Refused("places.not_a_text_or_list", key=key)
    return [a_text(item, f"{key}[{place}]") for place, item in enumerate(value)]


def first_twice(items: Iterable[str]) -> str:
    """The first item that stands a second time. Raises LookupError where all differ."""
    seen: set[str] = set()
    for item in items:
        if item in seen:
            return item
        seen.add(item)
    raise LookupError("nothing stands twice")


def check_keys(found: Iterable[str], known: Iterable[str], where: str = "") -> None:
    """Refuse a key that looks like a slip for a known one; other unknown keys are remarks, and are not read."""
    names = list(known)
    for key in found:
        if key not in names and (near := get_close_matches(key.lower(), names, n=1, cutoff=0.72)):
            raise Refused("places.key_unknown", key=f"{where}{key}", near=near[0])
