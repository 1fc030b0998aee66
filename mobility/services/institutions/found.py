"""Makes a new institution with its units: the first act of a real start and of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin
from sqlalchemy import select

from mobility.core.terms import Refused, Text
from mobility.database import db, transaction
from mobility.models import Institution, Unit


@dataclass(frozen=True, slots=True)
class NewInstitution:
    """What an institution begins with; everything can be changed later by its administrator."""

    key: str
    name: Text
    short_name: Text
    office_name: Text
    hosts: tuple[str, ...] = ()
    time_zone: str = "Asia/Shanghai"
    locale: str = "zh_Hans"
    contact_email: str | None = None
    contact_phone: str | None = None
    address: Text | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A school, college, laboratory or office; `parent` is the code of the unit it belongs to, listed before it."""

    code: str
    kind: str
    name: Text
    parent: str | None = None


def found(new: NewInstitution, units: Sequence[NewUnit]) -> int:
    """Make the institution with its units and return its id.

    Raises Refused `institution.exists` where the key is taken, `unit.code_twice`, or `unit.unknown_parent`.
    """
    with transaction() as session:
        if session.scalar(select(Institution.id).where(Institution.key == new.key)) is not None:
            raise Refused("institution.exists", key=new.key)
        row = Institution(
            key=new.key,
            name=new.name,
            short_name=new.short_name,
            office_name=new.office_name,
            hosts=list(new.hosts),
            time_zone=new.time_zone,
            locale=new.locale,
            contact_email=new.contact_email,
            contact_phone=new.contact_phone,
            address=new.address,
        )
        session.add(row)
        session.flush()
        _add_units(row.id, units)
        return row.id


def _add_units(institution_id: int, units: Sequence[NewUnit]) -> None:
    made: dict[str, Unit] = {}
    for new in units:
        if new.code in made:
            raise Refused("unit.code_twice", unit=new.code)
        if new.parent is not None and new.parent not in made:
            raise Refused("unit.unknown_parent", unit=new.code, parent=new.parent)
        parent = made[new.parent] if new.parent else None
        unit = Unit(
            institution_id=institution_id,
            parent_id=parent.id if parent else None,
            kind=new.kind,
            code=new.code,
            name=new.name,
            sort_key=" ".join(lazy_pinyin(new.name.zh_Hans, style=Style.TONE3)),
        )
        db.session.add(unit)
        db.session.flush()
        unit.path = [*(parent.path if parent else ()), unit.id]
        made[new.code] = unit
    db.session.flush()
