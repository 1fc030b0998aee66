"""The hosts of a call as its page lists them: by country or region, narrowed, with one's own standing to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mobility.core.calendar.zones import local_date
from mobility.core.eligibility import Asked, Standing, Step, Verdict
from mobility.core.terms import Actor
from mobility.queries import hosts, standing
from mobility.queries.catalog import CallCard
from mobility.queries.cutoffs import Cutoff, cutoffs
from mobility.queries.hosts import Option
from mobility.queries.nearest import Near, nearest
from mobility.queries.students import StudentRecord
from mobility.regions import in_order


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which hosts are looked for; an empty value means all."""

    country: str = ""
    term: str = ""
    language: str = ""
    is_eligible: bool = False

    def fits(self, line: HostLine) -> bool:
        option = line.option
        return (
            self.country.upper() in ("", option.country)
            and self.term in ("", option.term)
            and (not self.language or self.language in option.languages)
            and not (self.is_eligible and line.is_closed)
        )


@dataclass(frozen=True, slots=True)
class HostLine:
    """One host option; `verdict` is that of the host's own conditions, None for who is no student.

    `advice` is what would meet those not met; `near` are hosts like it that do not keep the student out.
    `asked` are the same conditions for who is no student.
    """

    option: Option
    verdict: Verdict | None
    advice: tuple[Step, ...] = ()
    near: tuple[Near, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def is_closed(self) -> bool:
        """A condition of the host keeps the student out."""
        return self.verdict is not None and not self.verdict.may_apply


@dataclass(frozen=True, slots=True)
class HostList:
    """What fits, by country or region in the order of the current language; what the filters offer; how many in all.

    `best` is the student's standing to the host that suits best; None for everybody else. `cutoffs`: by partner, with
    which score people were last selected there.
    """

    groups: tuple[tuple[str, tuple[HostLine, ...]], ...]
    countries: tuple[str, ...]
    terms: tuple[str, ...]
    languages: tuple[str, ...]
    total: int
    best: Standing | None
    cutoffs: Mapping[int, Cutoff]

    @property
    def shown(self) -> int:
        return sum(len(lines) for _country, lines in self.groups)


def host_list(
    actor: Actor,
    card: CallCard,
    now: datetime,
    wanted: Narrowed = Narrowed(),
    record: StudentRecord | None = None,
) -> HostList | None:
    """The hosts of that call in four statements at most, however many there are; None where it has no options.

    `record`: that of the student who looks, to judge each host by; without it none is judged.
    """
    offered = [option for option in hosts.options(card.id, actor) if option.is_open]
    if not offered:
        return None
    lines = _judged(record, offered, local_date(now, card.time_zone))
    fitting = [line for line in lines if wanted.fits(line)]
    by_country = {code: tuple(one for one in fitting if one.option.country == code) for code in _countries(fitting)}
    outcomes = [line.verdict.outcome for line in lines if line.verdict is not None]
    return HostList(
        groups=tuple(by_country.items()),
        countries=tuple(_countries(lines)),
        terms=tuple(sorted({one.term for one in offered if one.term})),
        languages=tuple(sorted({language for one in offered for language in one.languages})),
        total=len(offered),
        best=standing.best_of(outcomes) if outcomes else None,
        cutoffs=cutoffs(card.id, actor),
    )


def _judged(record: StudentRecord | None, offered: list[Option], today: date) -> list[HostLine]:
    if record is None:
        told = hosts.conditions(offered)
        return [HostLine(option, None, asked=what) for option, what in zip(offered, told, strict=True)]
    found = hosts.standings(offered, record, today)
    fitting = [one.option for one in found if one.verdict.may_apply]
    return [
        HostLine(one.option, one.verdict, one.advice, () if one.verdict.may_apply else nearest(one.option, fitting))
        for one in found
    ]


def _countries(lines: list[HostLine]) -> list[str]:
    return in_order({line.option.country for line in lines})
