"""Takes a request for an account from somebody who cannot sign in; answers everybody alike, whoever has an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert

from mobility.core.terms import LOCALES, Refused
from mobility.database import db, now, transaction
from mobility.models import AccountRequest, Unit
from mobility.queries.account_requests import SCHOOLS, student_of_number
from mobility.services.imports import values
from mobility.services.people import throttle

REMARK_LENGTH: Final = 500

_name = values.name(200)
_remark = values.text(REMARK_LENGTH)


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody typed. `locale` is the language of the page, in which they will be written to."""

    number: str
    name: str
    unit_id: int
    email: str
    phone: str = ""
    remark: str = ""
    locale: str = "zh_Hans"


def ask(institution_id: int, asking: Asking, *, address: str | None = None) -> None:
    """Keep a request; while one for the same number is open, this one takes its place, so slips can be mended.

    Says nothing about who is known, and does the same work for everybody. Tries are counted by number, and apart from
    sign-ins by `address`, where it comes from. Raises Refused `account_request.wait` with `minutes`,
    `unit.unknown`, or what is wrong with a field: `import…`, `address.impossible`, `record.phone`.
    """
    row = _read(institution_id, asking)
    _admit(institution_id, row["number"], address)
    with transaction():
        is_school = exists().where(Unit.id == asking.unit_id, Unit.institution_id == institution_id)
        if not db.session.scalar(select(is_school.where(Unit.kind.in_(SCHOOLS)))):
            raise Refused("unit.unknown")
        known = student_of_number(institution_id, row["number"]).scalar_subquery()
        kept = insert(AccountRequest).values(**row, user_id=known, asked_at=now())
        anew = {name: kept.excluded[name] for name in (*row, "user_id", "asked_at") if name != "institution_id"}
        db.session.execute(
            kept.on_conflict_do_update(
                index_elements=[AccountRequest.institution_id, func.lower(AccountRequest.number)],
                index_where=AccountRequest.state == "open",
                set_={**anew, "ask_count": AccountRequest.ask_count + 1},
            )
        )


def _read(institution_id: int, asking: Asking) -> dict[str, object]:
    name = _name(asking.name)
    if not name:
        raise Refused("person.no_name")
    return {
        "institution_id": institution_id,
        "number": values.number(asking.number),
        "name": name,
        "unit_id": asking.unit_id,
        "email": values.email(asking.email.strip()),
        "phone": values.phone(asking.phone) if asking.phone.strip() else None,
        "remark": _remark(asking.remark),
        "locale": asking.locale if asking.locale in LOCALES else LOCALES[1],
    }


def _admit(institution_id: int, number: object, address: str | None) -> None:
    try:
        throttle.admit(f"account_request:{institution_id}:{str(number).lower()}", address, counted_as="asking")
    except Refused as refusal:
        raise Refused("account_request.wait", minutes=refusal.params["minutes"]) from refusal
