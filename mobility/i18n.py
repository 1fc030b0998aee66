"""One place for languages: messages, dates, deadlines and numbers, for pages and letters alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import get_timezone_name
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from babel.support import Translations

from mobility.core.terms import LOCALES, Text

DEFAULT_LOCALE: Final = "en"
TRANSLATIONS: Final = Path(__file__).parent / "translations"

Style = Literal["short", "long", "full"]

_ALIASES: Final = {
    "zh": "zh_Hans",
    "zh-cn": "zh_Hans",
    "zh-sg": "zh_Hans",
    "zh-hans": "zh_Hans",
    "zh-hans-cn": "zh_Hans",
    "zh-hans-sg": "zh_Hans",
    "en": "en",
}
"""Language tags of browsers, lower case. A tag that is missing here is looked up by its first part alone."""

_DATE_PATTERNS: Final[Mapping[str, Mapping[Style, str]]] = {
    "en": {"short": "d MMM y", "long": "d MMMM y", "full": "EEEE d MMMM y"},
    "zh_Hans": {"short": "y-MM-dd", "long": "y年M月d日", "full": "y年M月d日（EEEE）"},
}

_BEIJING_ZONES: Final = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC"})

_current: ContextVar[str] = ContextVar("mobility_locale", default=DEFAULT_LOCALE)
_current_zone: ContextVar[str] = ContextVar("mobility_zone", default="Asia/Shanghai")


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak `locale` inside the block. Raises ValueError for a language the program does not have."""
    if locale not in LOCALES:
        raise ValueError(f"unknown locale {locale!r}")
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def use_zone(zone: str) -> Iterator[None]:
    """Say moments that bring no time zone of their own in `zone`, usually the institution's, inside the block."""
    token = _current_zone.set(zone)
    try:
        yield
    finally:
        _current_zone.reset(token)


def current_zone() -> str:
    """The time zone of the institution that the page or letter belongs to."""
    return _current_zone.get()


def current_locale() -> str:
    """The language spoken now: "en" or "zh_Hans"."""
    return _current.get()


def language_tag() -> str:
    """The current language as HTML's `lang` wants it: "en" or "zh-Hans"."""
    return _current.get().replace("_", "-")


def direction() -> str:
    """Which way the current language runs: "ltr" or "rtl"."""
    return _babel_locale(_current.get()).text_direction


def negotiate(accept_language: str | None, default: str = DEFAULT_LOCALE) -> str:
    """The language a browser's Accept-Language header asks for first among ours, else `default`."""
    for tag in _tags_by_weight(accept_language or ""):
        locale = _ALIASES.get(tag) or _ALIASES.get(tag.partition("-")[0])
        if locale:
            return locale
    return default


def _tags_by_weight(header: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        tag, _separator, weight = part.partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag.strip() and quality > 0:
            weighted.append((quality, tag.strip().lower().replace("_", "-")))
    return [tag for _quality, tag in sorted(weighted, key=lambda pair: -pair[0])]


@cache
def _babel_locale(locale: str) -> Locale:
    return Locale.parse(locale)


@cache
def catalog_of(locale: str) -> NullTranslations:
    """Every message of one language, merged from all its .po files; read once per process."""
    merged = Catalog(locale=locale)
    for path in sorted((TRANSLATIONS / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale, abort_invalid=True):
                if message.id:
                    merged[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def _(msgid: str, /, **params: object) -> str:
    """The message in the current language, with `%(name)s` filled from `params`."""
    text = catalog_of(_current.get()).gettext(msgid)
    return text % params if params else text


def ngettext(singular: str, plural: str, n: int, /, **params: object) -> str:
    """The message for a number of things; both `%(n)s` and `%(num)s` stand for the number."""
    return catalog_of(_current.get()).ngettext(singular, plural, n) % {"n": n, "num": n, **params}


class LazyText:
    """A message that is put into words only when it is shown, in the language spoken then."""

    __slots__ = ("counted_by", "msgid", "params", "plural")

    def __init__(
        self, msgid: str, params: Mapping[str, object], plural: str | None = None, counted_by: str = "n"
    ) -> None:
        self.msgid, self.params, self.plural, self.counted_by = msgid, params, plural, counted_by

    def __str__(self) -> str:
        return self % {} if self.plural is not None else _(self.msgid, **self.params)

    def __mod__(self, params: Mapping[str, object]) -> str:
        filled = {**self.params, **params}
        if self.plural is None:
            return catalog_of(_current.get()).gettext(self.msgid) % filled
        n = filled[self.counted_by]
        if not isinstance(n, int):
            raise TypeError(f"{self.counted_by} must be a whole number")
        return ngettext(self.msgid, self.plural, n, **filled)

    def __repr__(self) -> str:
        return f"LazyText({self.msgid!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and (self.msgid, self.params) == (other.msgid, other.params)

    def __hash__(self) -> int:
        return hash(self.msgid)


def lazy(msgid: str, /, **params: object) -> LazyText:
    """A message for later: `str()` speaks the language of that moment, `% {...}` fills its placeholders."""
    return LazyText(msgid, params)


def lazy_plural(singular: str, plural: str, counted_by: str = "n") -> LazyText:
    """A counted message for later; its number comes from the parameter named `counted_by`."""
    return LazyText(singular, {}, plural, counted_by)


def in_current(text: Text) -> str:
    """A stored text in the current language, or in the other one where this is empty."""
    return text.in_locale(_current.get())


def format_date(day: date, style: Style = "long") -> str:
    """A day: "30 Nov 2026" (short, for tables), "30 November 2026" (long), "Monday 30 November 2026" (full)."""
    return _format_date(day, style, _current.get())


@lru_cache(maxsize=4096)
def _format_date(day: date, style: Style, locale: str) -> str:
    """Lists show few days many times."""
    return babel_date(day, _DATE_PATTERNS[locale][style], locale=_babel_locale(locale))


def format_datetime(at: datetime, zone: str | tzinfo, style: Style = "long") -> str:
    """A moment in the given zone, 24-hour clock; the zone is put into words in the style "full" alone."""
    locale, local = _current.get(), at.astimezone(_zone(zone))
    gap = "" if (locale, style) == ("zh_Hans", "full") else " " if locale == "zh_Hans" or style == "short" else ", "
    named = _(" (%(zone)s)", zone=zone_name(zone, at)) if style == "full" else ""
    return f"{format_date(local.date(), style)}{gap}{local:%H:%M}{named}"


def format_time(at: datetime, zone: str | tzinfo) -> str:
    """The time of day in the given zone on the 24-hour clock: "14:03"."""
    return f"{at.astimezone(_zone(zone)):%H:%M}"


def format_deadline(at: datetime, zone: str | tzinfo, now: datetime) -> str:
    """A deadline with weekday, time, zone in words and how far away it is from `now`."""
    return _("%(moment)s, %(distance)s", moment=format_datetime(at, zone, "full"), distance=time_left(at, zone, now))


def time_left(at: datetime, zone: str | tzinfo, now: datetime) -> str:
    """How far a moment is from `now`: minutes below an hour, hours below a day, else days of the calendar in `zone`."""
    seconds = (at - now).total_seconds()
    days = abs((at.astimezone(_zone(zone)).date() - now.astimezone(_zone(zone)).date()).days)
    minutes, hours = int(abs(seconds) // 60), int(abs(seconds) // 3600)
    return _ahead(days, hours, minutes) if seconds > 0 else _behind(days, hours, minutes)


def _ahead(days: int, hours: int, minutes: int) -> str:
    if minutes < 1:
        return _("in less than a minute")
    if hours < 1:
        return ngettext("in %(n)s minute", "in %(n)s minutes", minutes)
    if hours < 24:
        return ngettext("in %(n)s hour", "in %(n)s hours", hours)
    return _("tomorrow") if days == 1 else ngettext("in %(n)s day", "in %(n)s days", days)


def _behind(days: int, hours: int, minutes: int) -> str:
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes)
    if hours < 24:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours)
    return _("yesterday") if days == 1 else ngettext("%(n)s day ago", "%(n)s days ago", days)


def relative_days(day: date, today: date) -> str:
    """A day seen from another: "today", "tomorrow", "in 8 days", "yesterday", "8 days ago"."""
    days = (day - today).days
    if days == 0:
        return _("today")
    return _ahead(days, 24 * days, 1440 * days) if days > 0 else _behind(-days, -24 * days, -1440 * days)


def zone_name(zone: str | tzinfo, at: datetime) -> str:
    """A time zone in words as valid at that moment: "Beijing time", "Central European Summer Time"."""
    place = _zone(zone)
    if str(place) in _BEIJING_ZONES:
        return _("Beijing time")
    return get_timezone_name(at.astimezone(place), width="long", locale=_babel_locale(_current.get()))


def _zone(zone: str | tzinfo) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def format_number(number: float, decimals: int | None = None) -> str:
    """A number with the language's grouping, with exactly `decimals` places where given."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(number, format=pattern, locale=_babel_locale(_current.get()))


def amount_of(minor: int, currency: str) -> Decimal:
    """The amount that so many minor units (分) of an ISO 4217 currency are."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def format_money(minor: int, currency: str) -> str:
    """An amount given in minor units (分) of an ISO 4217 currency: "¥1,280.00"."""
    return format_currency(amount_of(minor, currency), currency, locale=_babel_locale(_current.get()))


def format_share(share: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return format_percent(share, locale=_babel_locale(_current.get()))


def language_name(code: str) -> str:
    """A language by its ISO 639 code, in the current language; the code itself where it has no name."""
    return str(_babel_locale(_current.get()).languages.get(code, code))
