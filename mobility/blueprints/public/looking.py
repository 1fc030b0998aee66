"""What somebody looks for in the catalogue, as it stands in the address: it survives a reload and can be shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from werkzeug.datastructures import MultiDict

from mobility.core.eligibility import FIELDS
from mobility.queries.catalog import SORTS, WITHIN, Wanted
from mobility.queries.hosting import Narrowed

VIEWS: Final = ("cards", "table")
BROAD_FIELDS: Final = tuple(code for code in FIELDS if len(code) == 2)
_TEXTS: Final = ("text", "kind", "status", "country", "field", "language", "term")


@dataclass(frozen=True, slots=True)
class Looked:
    """The search with how it is shown: as which view, and beside which call the page begins or ends."""

    wanted: Wanted
    is_eligible: bool
    view: str
    after: int | None
    before: int | None

    @property
    def is_narrowed(self) -> bool:
        return self.wanted.is_narrowed or self.is_eligible

    @property
    def is_detailed(self) -> bool:
        """One of the filters that are folded away on a small screen is used."""
        wanted = self.wanted
        return any((wanted.country, wanted.field, wanted.language, wanted.term, wanted.within))

    @property
    def held(self) -> dict[str, Any]:
        """The arguments of the address without what is not set and without the place in the list."""
        wanted = self.wanted
        plain = {name: getattr(wanted, name) for name in (*_TEXTS, "within")}
        plain |= {"sort": wanted.sort if wanted.sort != SORTS[0] else "", "view": self.view.replace(VIEWS[0], "")}
        return {name: value for name, value in {**plain, "eligible": int(self.is_eligible)}.items() if value}

    def url(self, **changes: object) -> str:
        """The address of the same search with something changed; a change to None or "" takes it out."""
        changed = {**self.held, **changes}
        return url_for("public.catalog", **{name: value for name, value in changed.items() if value})

    def sorted_by(self, key: str) -> str:
        """The address that sorts by that column, or turns its order around."""
        return self.url(sort=f"-{key}" if self.wanted.sort == key else key)


def read(arguments: MultiDict[str, str]) -> Looked:
    """What the address asks for. What cannot be read is left out; a filter that nothing meets matches nothing."""
    texts = {name: arguments.get(name, "").strip()[:100] for name in _TEXTS}
    sort, view = arguments.get("sort", ""), arguments.get("view", "")
    within = arguments.get("within", type=int)
    return Looked(
        wanted=Wanted(**texts, within=within if within in WITHIN else None, sort=sort if sort in SORTS else SORTS[0]),
        is_eligible=arguments.get("eligible") == "1",
        view=view if view in VIEWS else VIEWS[0],
        after=arguments.get("after", type=int),
        before=arguments.get("before", type=int),
    )


def narrowed(arguments: MultiDict[str, str]) -> Narrowed:
    """Which hosts of a call the address asks for."""
    texts = {name: arguments.get(name, "").strip()[:32] for name in ("country", "term", "language")}
    return Narrowed(**texts, is_eligible=arguments.get("eligible") == "1")
