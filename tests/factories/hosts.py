"""Makes calls with hosts for tests: an exchange and a summer school, their options, wishes and places."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from mobility.core import eligibility
from mobility.core.programs import exchange, exchange_form, summer_form, summer_school
from mobility.core.terms import Text
from mobility.database import Base, db, now
from mobility.models import Application, Call, Choice, HostOption, Institution, Partner, Placement, Program
from tests.factories.calls import make_call, make_definition, make_partner
from tests.factories.cases import make_application, make_offer, make_review
from tests.factories.people import make_user

_numbers = count(1)
Row = TypeVar("Row", bound=Base)

OPEN_TO_ALL = eligibility.Rules()


def make_exchange(**columns: Any) -> Call:
    """An exchange call with three wishes, open to everybody unless `rules` are given."""
    given: dict[str, Any] = {
        "form": exchange_form.FORM,
        "rules": OPEN_TO_ALL,
        "workflow": exchange.WORKFLOW,
        "choice_limit": 3,
        "number_prefix": f"EX{next(_numbers)}",
        "title": Text(en="Exchange semester", zh_Hans="校际交换项目"),
        "bond": None,
    }
    return make_call(**(given | columns))


def make_summer_school(**columns: Any) -> Call:
    """A summer school with a fee of 12,800 yuan and a minimum group of two, open to everybody."""
    given: dict[str, Any] = {
        "form": summer_form.FORM,
        "rules": OPEN_TO_ALL,
        "workflow": summer_school.WORKFLOW,
        "group_minimum": 2,
        "fee_minor": 1_280_000,
        "fee_currency": "CNY",
        "number_prefix": f"SU{next(_numbers)}",
        "title": Text(en="Summer school", zh_Hans="境外暑期项目"),
        "bond": None,
    }
    return make_call(**(given | columns))


def make_option(
    call: Call, partner: Partner | None = None, *, rules: eligibility.Rules | None = None, **columns: Any
) -> HostOption:
    """An option of the call at a host, with two places; `rules` are the host's own."""
    institution = db.session.get_one(Institution, call.institution_id)
    number = next(_numbers)
    given: dict[str, Any] = {
        "institution_id": call.institution_id,
        "call_id": call.id,
        "partner_id": (partner or make_partner(institution, country="KR")).id,
        "key": f"option-{number}",
        "position": number,
        "term": "2027-spring",
        "length_months": 5,
        "place_count": 2,
        "languages": ["en"],
    }
    if rules is not None:
        given["eligibility_id"] = make_definition(institution, "eligibility", eligibility.dump(rules)).id
    return _add(HostOption(**(given | columns)))


def make_choices(application: Application, *options: HostOption) -> None:
    """The wishes of an application, the first one first."""
    for rank, option in enumerate(options, 1):
        _add(
            Choice(
                institution_id=application.institution_id,
                application_id=application.id,
                host_option_id=option.id,
                rank=rank,
            )
        )


def make_placement(application: Application, option: HostOption) -> Placement:
    """A place that the application holds at the option."""
    return _add(
        Placement(
            institution_id=application.institution_id,
            application_id=application.id,
            host_option_id=option.id,
            taken_at=now(),
        )
    )


def make_selected(option: HostOption, score: float | None = None, **offer: Any) -> Application:
    """Somebody who holds a place at the option and confirmed it, scored by two reviewers whose mean is `score`."""
    file = make_application(db.session.get_one(Call, option.call_id), state="dispatched")
    make_placement(file, option)
    make_offer(file, **({"partner_id": option.partner_id, "host_option_id": option.id, "state": "confirmed"} | offer))
    if score is not None:
        for given in (score - 1, score + 1):
            make_review(file, make_user(), score=Decimal(str(given)), submitted_at=now())
    return file


def make_earlier(call: Call, partner: Partner, years: int = 1) -> HostOption:
    """What the host offered in the edition of the call's program that many years before."""
    shift = timedelta(days=365 * years)
    program = db.session.get_one(Program, call.program_id)
    dates = {"opens_at": call.opens_at - shift, "deadline_at": call.deadline_at - shift}
    return make_option(make_exchange(program=program, **dates), partner, place_count=20)


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
