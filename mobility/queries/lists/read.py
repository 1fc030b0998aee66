"""Reads a list: one statement that selects its columns and nothing else, from the actor's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, and_, func, select

from mobility.core.terms import Actor, Role, Text
from mobility.database import db
from mobility.i18n import in_current
from mobility.models import Application, Call, Decision, HostOption, Offer, Partner, Placement, Student, Unit, User
from mobility.queries import definitions, scope
from mobility.queries.lists.catalog import FILES, By, OfficeList
from mobility.queries.lists.columns import Column, Kind
from mobility.regions import region_name
from mobility.wording import describe
from mobility.wording.programs import term_name

ROLES: Final = (Role.COORDINATOR, Role.HEAD)
"""Who of the office makes lists: an auditor reads files, but takes none of them away."""

Cell = str | int | Decimal | date | datetime | None
"""What stands in a field: words are in the current language already, days and moments are still themselves."""


@dataclass(frozen=True, slots=True)
class About:
    """What of a call a list is about; None for all of it. `proposal_id` takes that list, also one returned since."""

    call_id: int
    unit_id: int | None = None
    partner_id: int | None = None
    proposal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: of one school, host or stage, whose name is `title`, or of the whole call (None)."""

    title: str | None
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is printed or written into a file; there is at least one sheet, empty where nobody is listed."""

    listed: OfficeList
    sheets: tuple[Sheet, ...]

    @property
    def count(self) -> int:
        return sum(len(sheet.rows) for sheet in self.sheets)


_GROUPS: Final[Mapping[By, tuple[Any, ...]]] = {
    By.CALL: (),
    By.SCHOOL: (Unit.id, Unit.name),
    By.HOST: (Partner.id, Partner.name),
    By.STAGE: (Application.state, Application.state),
}
_FIRST: Final[Mapping[By, tuple[Any, ...]]] = {
    By.CALL: (),
    By.SCHOOL: (Unit.sort_key,),
    By.HOST: (HostOption.position.nulls_last(), Partner.id.nulls_last()),
    By.STAGE: (Application.state,),
}


def table(listed: OfficeList, about: About, actor: Actor, now: datetime, roles: Sequence[Role] = ROLES) -> Table:
    """The list as it stands now, sheet by sheet, of the files that the actor reaches in one of the roles."""
    query = (
        _select(listed, about.proposal_id)
        .add_columns(*(one.label(name) for one, name in zip(_GROUPS[listed.by], ("group", "title"), strict=False)))
        .where(scope.visible(actor, *roles), listed.who(now), *_conditions(about))
        .order_by(*_FIRST[listed.by], *listed.order)
    )
    grouped: dict[Any, list[Any]] = {}
    for row in db.session.execute(query):
        grouped.setdefault(row.group if listed.by is not By.CALL else None, []).append(row)
    sheets = tuple(Sheet(_title(listed, rows[0]), _cells(listed, rows)) for rows in grouped.values())
    return Table(listed, sheets or (Sheet(None, ()),))


def files(application_ids: Sequence[int], actor: Actor, now: datetime) -> tuple[tuple[Cell, ...], ...]:
    """The rows of these files in the order given, without those that the actor no longer reaches; in one statement."""
    query = _select(FILES).where(scope.visible(actor, *ROLES), FILES.who(now), Application.id.in_(application_ids))
    places = {application_id: place for place, application_id in enumerate(application_ids)}
    rows = sorted(db.session.execute(query), key=lambda row: places[row.id])
    return _cells(FILES, rows)


def hosts(call_id: int, actor: Actor) -> tuple[tuple[int, Text], ...]:
    """The hosts that somebody of the call has or is proposed for, by name."""
    query = (
        _joined(select(Partner.id, Partner.name).distinct().select_from(Application), None)
        .where(scope.visible(actor, *ROLES), Application.call_id == call_id, Partner.id.is_not(None))
        .order_by(Partner.id)
    )
    return tuple((row.id, row.name) for row in db.session.execute(query))


def _select(listed: OfficeList, proposal_id: int | None = None) -> Select[*tuple[Any, ...]]:
    read = [
        column.source.label(f"c{place}") for place, column in enumerate(listed.columns) if column.source is not None
    ]
    query = select(Application.id, Application.workflow_id, *read)
    joined: Select[*tuple[Any, ...]] = _joined(query.select_from(Application), proposal_id)
    return joined


def _joined(query: Any, proposal_id: int | None) -> Any:
    """Everything that columns read from; a host is that of the place held, else of the offer, else of the decision."""
    of_list = Decision.voided_at.is_(None) if proposal_id is None else Decision.proposal_id == proposal_id
    option = func.coalesce(Placement.host_option_id, Offer.host_option_id, Decision.host_option_id)
    return (
        query.join(Student, Student.id == Application.student_id)
        .join(User, User.id == Student.user_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, of_list))
        .outerjoin(Offer, and_(Offer.application_id == Application.id, Offer.state.in_(("open", "confirmed"))))
        .outerjoin(Placement, and_(Placement.application_id == Application.id, Placement.freed_at.is_(None)))
        .outerjoin(HostOption, HostOption.id == option)
        .outerjoin(Partner, Partner.id == func.coalesce(HostOption.partner_id, Offer.partner_id))
    )


def _conditions(about: About) -> list[Any]:
    found: list[Any] = [Application.call_id == about.call_id, Application.submission_count > 0]
    if about.unit_id is not None:
        found.append(Application.unit_id == about.unit_id)
    if about.partner_id is not None:
        found.append(Partner.id == about.partner_id)
    if about.proposal_id is not None:
        found.append(Decision.proposal_id == about.proposal_id)
    return found


def _title(listed: OfficeList, row: Any) -> str | None:
    if listed.by is By.CALL:
        return None
    if listed.by is By.STAGE:
        return in_current(definitions.workflow(row.workflow_id).stage(row.title).title)
    return describe("list.no_host") if row.title is None else in_current(row.title)


def _cells(listed: OfficeList, rows: Sequence[Any]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(
            number if column.kind is Kind.COUNT else _cell(column, row, getattr(row, f"c{place}", None))
            for place, column in enumerate(listed.columns)
        )
        for number, row in enumerate(rows, 1)
    )


def _cell(column: Column, row: Any, value: Any) -> Cell:
    """What the statement gave, as it stands on the list."""
    if value is None:
        return None
    match column.kind:
        case Kind.CODE:
            return describe(f"{column.prefix}{value}")
        case Kind.REGION:
            return region_name(value)
        case Kind.TERM:
            return term_name(value)
        case Kind.MARK:
            return describe("mark.absent") if value < 0 else value
        case Kind.STAGE:
            return in_current(definitions.workflow(row.workflow_id).stage(value).title)
        case _:
            found: Cell = in_current(value) if isinstance(value, Text) else value
            return found
