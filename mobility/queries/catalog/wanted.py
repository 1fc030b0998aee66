"""What somebody looks for in the catalogue, as conditions on calls: search, filters, order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.types import Date

from mobility.core.terms import Actor
from mobility.i18n import current_locale
from mobility.models import Call, Definition, HostOption, Partner, Program
from mobility.queries.catalog.cards import public, status_at, what_can_be_done_first
from mobility.queries.catalog.hosts import calls_with_partner, has_options
from mobility.spelling import fold

SORTS: Final = ("next", "deadline", "-deadline", "title", "-title", "start", "-start", "newest")
WITHIN: Final = (7, 14, 30, 90)
"""Days within which a deadline may be asked for."""

LONGEST_SEARCH: Final = 8
_SHORTEST_SIMILAR: Final = 4
_LEAST_SIMILAR: Final = 0.4
"""How much of a word's trigrams have to be found: of two letters changed about, as in "exchnage", 0.44 are."""

_SEASONS: Final = ((5, "spring"), (7, "summer"), (12, "autumn"))
"""The season in which a stay begins, by its last month."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty value means everything, an unknown one matches nothing.

    `country` is an ISO 3166 code, `field` the beginning of an ISCED code, `language` the ISO 639 code of a language of
    teaching, `term` such as "2027-spring", `within` days until the deadline.
    """

    text: str = ""
    kind: str = ""
    status: str = ""
    country: str = ""
    field: str = ""
    language: str = ""
    term: str = ""
    within: int | None = None
    sort: str = "next"

    @property
    def words(self) -> list[str]:
        """The words of the search, folded as the keys are."""
        return [word for word in map(fold, self.text.split()) if word][:LONGEST_SEARCH]

    @property
    def is_narrowed(self) -> bool:
        """Anything at all is looked for."""
        return any((self.text, self.kind, self.status, self.country, self.field, self.language, self.term, self.within))


def matches(wanted: Wanted, actor: Actor, now: datetime, *, is_similar: bool = False) -> list[ColumnElement[bool]]:
    """What a call has to meet. `is_similar`: words need only be written much like something, for a second try."""
    holds = _is_like if is_similar else _contains
    words = [Call.id.in_(_with_word(word, actor, holds)) for word in wanted.words]
    if wanted.text and not words:
        return [literal(False)]
    return [public(actor), *words, *_filters(wanted, actor, now)]


def _filters(wanted: Wanted, actor: Actor, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.kind:
        yield Program.kind == wanted.kind
    if wanted.status:
        yield status_at(now) == wanted.status
    if wanted.country:
        yield Call.id.in_(calls_with_partner(Partner.country == wanted.country.upper()))
    if wanted.field:
        yield _is_for_field(wanted.field, actor)
    if wanted.language:
        yield _has_option(HostOption.languages.contains([wanted.language]))
    if wanted.term:
        yield or_(_has_option(HostOption.term == wanted.term), and_(~has_options(), term() == wanted.term))
    if wanted.within is not None:
        yield and_(status_at(now) == "open", Call.deadline_at <= now + timedelta(days=wanted.within))


def order(wanted: Wanted, now: datetime) -> tuple[tuple[Any, ...], bool]:
    """The columns that order calls, the last of which tells them apart, and whether the order falls."""
    title = Call.sort_key if current_locale() == "zh_Hans" else func.lower(type_coerce(Call.title, JSONB)["en"].astext)
    keys: dict[str, Any] = {
        "deadline": Call.deadline_at,
        "title": title,
        "start": func.coalesce(Call.starts_on, cast(literal("infinity"), Date)),
        "newest": Call.opens_at,
    }
    key = keys.get(wanted.sort.removeprefix("-"))
    if key is None:
        return what_can_be_done_first(now), False
    return (key, Call.id), wanted.sort.startswith("-") or wanted.sort == "newest"


def term() -> ColumnElement[str]:
    """The term in which the stay of a call without host options begins, such as "2027-spring"; NULL without a day."""
    month, year = func.extract("month", Call.starts_on), func.extract("year", Call.starts_on)
    season = case(*((month <= last, literal(name)) for last, name in _SEASONS))
    return func.concat(cast(year, Text), "-", season)


def _contains(key: Any, word: str) -> ColumnElement[bool]:
    return key.contains(word, autoescape=True)  # type: ignore[no-any-return]  # the column is any text column


def _is_like(key: Any, word: str) -> ColumnElement[bool]:
    """Written much like some part of the key; a short word is only ever taken as it stands."""
    if len(word) < _SHORTEST_SIMILAR:
        return _contains(key, word)
    return func.word_similarity(word, key) >= _LEAST_SIMILAR


def _with_word(word: str, actor: Actor, holds: Any) -> Any:
    """The calls with that word in their own title, in their program's name or summary, or at one of their hosts.

    One look into an index for each of them, since a condition across all would have to read every call.
    """
    ours = Call.institution_id == actor.institution_id
    own = select(Call.id).where(ours, holds(Call.search_key, word))
    of_program = select(Call.id).join(Program, Program.id == Call.program_id).where(ours)
    hosts = calls_with_partner(Partner.institution_id == actor.institution_id, holds(Partner.search_key, word))
    return union(own, of_program.where(holds(Program.search_key, word)), *hosts.selects)


def _has_option(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(HostOption.call_id == Call.id, HostOption.state == "open", *conditions)


def _is_for_field(prefix: str, actor: Actor) -> ColumnElement[bool]:
    """An option or a rule of the call names the field, or one within it."""
    path = '$.** ? (@.kind == "field_in").include[*] ? (@ starts with $prefix)'
    named = func.jsonb_path_exists(
        Definition.body, cast(path, JSONPATH), func.jsonb_build_object("prefix", bindparam(None, prefix, Text))
    )
    rules = select(Definition.id).where(
        Definition.institution_id == actor.institution_id, Definition.kind == "eligibility", named
    )
    by_rule = Call.eligibility_id.in_(rules)
    return or_(_has_option(HostOption.field.startswith(prefix, autoescape=True)), by_rule)
