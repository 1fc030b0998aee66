"""Puts a notice into words: one template per notice and language, from which subject, plain text and HTML all come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from mobility.core.terms import Text
from mobility.i18n import (
    _,
    current_locale,
    direction,
    format_date,
    format_datetime,
    in_current,
    language_tag,
    ngettext,
    use_locale,
)

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "letters"

_PARTS: Final = ("p", "facts", "points", "queue", "quote", "button")
"""What a letter is made of; each has a plain and an HTML form."""

Medium = Literal["text", "html"]

_BREAK: Final = re.compile(r"\s*\n\s*")
_GAP: Final = re.compile(r"\n{3,}")
_INLINER: Final = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
"""At-rules stay, since dark mode and narrow screens live in them; nothing is ever fetched."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in words: `subject` is one line, `text` plain, `html` a whole document with its styles inlined."""

    subject: str
    text: str
    html: str


def render(notice: str, locale: str, values: Mapping[str, Any]) -> Letter:
    """Render one letter in one language.

    `values` holds what the templates name, with `zone` for times. Raises jinja2.TemplateError where a template or one
    of its values is missing: a letter with a hole is never sent.
    """
    with use_locale(locale):
        text, html = _template("text", notice, locale), _template("html", notice, locale)
        subject = "".join(text.blocks["subject"](text.new_context(dict(values))))
        letter = {**values, "subject": _one_line(subject)}
        body = _GAP.sub("\n\n", text.render(letter)).strip() + "\n"
        return Letter(letter["subject"], body, _INLINER.inline(html.render(letter)))


def has_template(notice: str, locale: str) -> bool:
    """Tell whether the notice can be put into words in that language."""
    return (TEMPLATES / notice / f"{locale}.jinja").is_file()


def _template(medium: Medium, notice: str, locale: str) -> Any:
    return _environment(medium).get_template(f"{notice}/{locale}.jinja")


@cache
def _environment(medium: Medium) -> Environment:
    """One environment per medium: the same template speaks plain text in one and escaped HTML in the other."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=medium == "html",  # noqa: S701 - plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_printable,
    )
    environment.globals.update(
        _=_, ngettext=ngettext, direction=direction, language_tag=language_tag, layout=f"_{medium}/letter.jinja"
    )
    environment.filters.update(moment=_moment, day=_day, joined=_joined, shown=_printable)
    parts: Any = environment.get_template(f"_{medium}/parts.jinja").module
    environment.globals.update({name: getattr(parts, name) for name in _PARTS})
    return environment


def _printable(value: Any) -> Any:
    """A text in two languages prints in the letter's; a bare time or date never prints, since it lacks its zone."""
    if isinstance(value, Text):
        return in_current(value)
    if isinstance(value, (datetime, date)) or value is None:
        raise TypeError(f"a letter cannot print {value!r}: use the filters moment or day, or leave it out")
    return value


@pass_context
def _moment(context: Context, value: datetime | str) -> str:
    """A moment with weekday, time and zone, as people at the letter's `zone` write it."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return format_datetime(at, context["zone"], "full")


def _day(value: date | str) -> str:
    """A day with its weekday."""
    return format_date(date.fromisoformat(value) if isinstance(value, str) else value, "full")


def _joined(text: str) -> str:
    """A paragraph on one line: lines of the template are joined by a space, in Chinese by nothing."""
    joined = _BREAK.sub("" if current_locale().startswith("zh") else " ", text.strip())
    return Markup(joined) if isinstance(text, Markup) else joined  # noqa: S704 - it was markup before, breaks aside


def _one_line(text: str) -> str:
    return " ".join(_joined(text).split())
