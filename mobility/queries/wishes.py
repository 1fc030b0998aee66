"""Reads what a student can wish for: every host of the call with how the student stands to it, found by typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mobility.core.terms import Actor
from mobility.queries.content import Held
from mobility.queries.cutoffs import Cutoff, cutoffs
from mobility.queries.hosts import Option, Standing, options, standings
from mobility.spelling import fold_words


@dataclass(frozen=True, slots=True)
class Offered:
    """The hosts of a call for one student. `wished` are the wishes in their order, `others` what can still be added.

    `others` are those that match what is looked for, `other_count` counts them all; `countries` are the ISO codes
    of the call's open hosts; `cutoffs`: by partner, with which score people were last selected there.
    """

    wished: tuple[Standing, ...]
    others: tuple[Standing, ...]
    other_count: int
    countries: tuple[str, ...]
    cutoffs: Mapping[int, Cutoff]


def offered(
    held: Held, actor: Actor, *, country: str = "", text: str = "", wished: Sequence[int] | None = None
) -> Offered:
    """Judge every host of the call for the student of `held`; in two statements, or three where rules ask for the past.

    `text` is looked for in the host's names, city and term, every word of it; `country` is an ISO code. `wished` are
    options to be shown as the wishes instead of the saved ones; what is none of the call's is left out.
    """
    judged = {one.option.id: one for one in standings(options(held.call_id, actor), held.record, held.today)}
    asked = [one.id for one in held.wishes] if wished is None else wished
    named = [key for key in dict.fromkeys(asked) if key in judged]
    others = [one for key, one in judged.items() if one.option.is_open and key not in named]
    words = fold_words(text).split()
    return Offered(
        wished=tuple(judged[key] for key in named),
        others=tuple(one for one in others if _matches(one.option, country, words)),
        other_count=len(others),
        countries=tuple(sorted({one.option.country for one in judged.values() if one.option.is_open})),
        cutoffs=cutoffs(held.call_id, actor),
    )


def _matches(option: Option, country: str, words: list[str]) -> bool:
    if country and option.country != country:
        return False
    city = (option.city.en, option.city.zh_Hans) if option.city else ()
    said = fold_words(" ".join((option.name.en, option.name.zh_Hans, *city, option.term or "", option.country)))
    return all(word in said for word in words)
