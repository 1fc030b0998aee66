"""The sentences for the codes of the core: each module beside this one words one room, `describe` finds them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from mobility.core.terms import NO_PARAMS, Param, Reason, Text
from mobility.i18n import LazyText, _, current_zone, format_date, format_datetime, in_current
from mobility.observability import logger

_log: Final = logger(__name__)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})")


class WordedTwice(RuntimeError):
    """Two modules word the same code; whichever was read last would win."""


@cache
def codes() -> Mapping[str, LazyText]:
    """Every code of the program and its message, from the `CODES` of all modules of this package."""
    found: dict[str, LazyText] = {}
    for module in iter_modules(__path__):
        words: Mapping[str, LazyText] = import_module(f"{__name__}.{module.name}").CODES
        if twice := found.keys() & words.keys():
            raise WordedTwice(f"{module.name} words again: {', '.join(sorted(twice))}")
        found.update(words)
    return found


def describe(code: str, params: Mapping[str, Param] = NO_PARAMS) -> str:
    """The sentence for a code in the current language.

    Of `params`, dates and moments in ISO form are written as people write them (a moment in the institution's time
    zone, `i18n.current_zone`), a value that is itself a code is put into words, and the pair `en` and `zh_Hans` is also
    there as `text` in the current language. Never raises: a code without a sentence, which the contract tests rule
    out, is logged as an error and shown within a general sentence.
    """
    try:
        message = codes()[code]
        return message % {**_worded(params), **_filled(code, params)} if params or message.plural else str(message)
    except (KeyError, TypeError, ValueError) as error:
        _log.error("wording.missing", code=code, error=type(error).__name__)
        return _("This is not possible at the moment (%(code)s).", code=code)


def describe_reason(reason: Reason) -> str:
    """The sentence for a reason in the current language."""
    return describe(reason.code, reason.params)


def _worded(params: Mapping[str, Param]) -> dict[str, object]:
    worded = {name: _word(value) for name, value in params.items()}
    if isinstance(params.get("en"), str) and isinstance(params.get("zh_Hans"), str):
        worded.setdefault("text", in_current(Text(en=str(params["en"]), zh_Hans=str(params["zh_Hans"]))))
    return worded


def _filled(code: str, params: Mapping[str, Param]) -> Mapping[str, object]:
    """What the code's own room makes of the parameters beyond this, by the `fill` of its module where it has one."""
    fill = _fills().get(code.partition(".")[0])
    return fill(params) if fill else {}


@cache
def _fills() -> Mapping[str, Callable[[Mapping[str, Param]], Mapping[str, object]]]:
    modules = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}
    return {name: module.fill for name, module in modules.items() if hasattr(module, "fill")}


def _day(value: str) -> str:
    """A date as people write it; one that no calendar has, such as a typed 2026-02-30, stays as it was typed."""
    try:
        return format_date(date.fromisoformat(value))
    except ValueError:
        return value


def _word(value: Param) -> object:
    if not isinstance(value, str):
        return value
    if _DATE.fullmatch(value):
        return _day(value)
    if _MOMENT.fullmatch(value):
        return format_datetime(datetime.fromisoformat(value), current_zone(), "full")
    return str(codes()[value]) if value in codes() and codes()[value].plural is None else value
