"""Makes host options of calls for tests, and exchange calls with many of them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from mobility.core import eligibility
from mobility.core.terms import Text
from mobility.database import db
from mobility.models import Call, HostOption, Institution, Partner
from tests.factories.calls import make_definition, make_partner

_numbers = count(1)


def make_option(
    call: Call, partner: Partner | None = None, *, rules: list[dict[str, Any]] | None = None, **columns: Any
) -> HostOption:
    """One semester at a host with two places; `rules` are the host's own conditions as plain data."""
    institution = db.session.get_one(Institution, call.institution_id)
    if rules is not None:
        body = eligibility.dump(eligibility.parse({"rules": rules}))
        columns["eligibility_id"] = make_definition(institution, "eligibility", body).id
    given: dict[str, Any] = {
        "institution_id": call.institution_id,
        "call_id": call.id,
        "partner_id": (partner or make_partner(institution)).id,
        "key": f"option-{next(_numbers)}",
        "term": "2027-spring",
        "length_months": 5,
        "level": 6,
        "field": "0913",
        "place_count": 2,
        "languages": ["en"],
        "nominate_by": date(2026, 11, 15),
        "starts_on": date(2027, 2, 20),
        "ends_on": date(2027, 7, 10),
    }
    row = HostOption(**(given | columns))
    db.session.add(row)
    db.session.flush()
    return row


def make_hosts(call: Call, count_: int, countries: str = "SG JP DE FR GB KR AU CA IE IT HK TW") -> list[HostOption]:
    """That many options at as many hosts, spread over these countries and regions."""
    codes = countries.split()
    made = []
    for number in range(count_):
        name = Text(en=f"Host University {number:03}", zh_Hans=f"接收大学{number:03}")
        partner = make_partner(name=name, country=codes[number % len(codes)], city=None)
        made.append(make_option(call, partner, position=number))
    return made
