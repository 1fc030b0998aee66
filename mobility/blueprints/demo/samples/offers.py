"""Made-up hosts and calls: what is offered, how somebody stands to it, what was wished for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from mobility.blueprints.demo.samples.person import VERDICT
from mobility.core.calendar.clash import HomeTerm
from mobility.core.eligibility import Verdict
from mobility.core.terms import Text
from mobility.queries.catalog.cards import STATUSES, CallCard, HostBrief
from mobility.queries.cutoffs import Cutoff
from mobility.queries.hosts import Option, Standing
from mobility.web import world

ZONE: Final = "Asia/Shanghai"
_NAME: Final = Text(en="Nanyang Polytechnic", zh_Hans="南洋理工学院")
_TITLE: Final = Text(en="Singapore Nursing Scholarship", zh_Hans="新加坡护理医科奖学金项目")
_LINES: Final = Text(
    en="Three years of study in Singapore.\n\nTuition\nLiving allowance\nTravel",
    zh_Hans="在新加坡学习三年。\n\n学费\n生活费\n旅费",
)


def shown(now: datetime) -> dict[str, Any]:
    """Hosts, wishes, scores of the years before, calls, the map and a text of several paragraphs."""
    return {
        **_hosts(),
        "cards": _cards(now),
        "world": world,
        "points": world.points({"SG": 3, "FR": 2, "JP": 1}),
        "lines": _LINES,
    }


def _hosts() -> dict[str, Any]:
    """A host that cuts into a term at home and one that takes no longer part; how somebody stands to both."""
    option = _option()
    closed = replace(option, state="withdrawn", name=Text(en="Ngee Ann Polytechnic", zh_Hans="义安理工学院"))
    clashes = [{"code": reason.code, "params": dict(reason.params)} for reason in option.clashes]
    frozen = {"name": option.name.model_dump(), "country": option.country, "term": option.term, "clashes": clashes}
    return {
        "options": (option, closed),
        "standings": (Standing(option, VERDICT), Standing(closed, Verdict(VERDICT.outcome, ()))),
        "wished": SimpleNamespace(wishes=(option, closed), is_willing=True),
        "unwished": SimpleNamespace(wishes=(), is_willing=False),
        "frozen": SimpleNamespace(choices=(frozen,), is_willing=True),
        "cutoffs": (Cutoff(2026, 12, Decimal("86.5"), is_average=False), Cutoff(2025, 8, Decimal(84), is_average=True)),
    }


def _option() -> Option:
    return Option(
        id=0,
        key="nyp",
        call_id=0,
        partner_id=0,
        partner_key="nyp",
        name=_NAME,
        country="SG",
        city=None,
        term="2027-spring",
        length_months=5,
        level=6,
        field="0913",
        place_count=10,
        taken_count=3,
        languages=("en",),
        nominate_by=date(2026, 12, 20),
        starts_on=date(2027, 1, 5),
        ends_on=date(2027, 6, 10),
        note=Text(en="Uniforms are provided.", zh_Hans="校方提供制服。"),
        eligibility_id=None,
        state="open",
        home_terms=(HomeTerm(Text(en="Autumn semester", zh_Hans="秋季学期"), date(2026, 9, 1), date(2027, 1, 15)),),
    )


def _cards(now: datetime) -> list[CallCard]:
    """A call of each status."""
    card = CallCard(
        id=0,
        key="sample",
        title=_TITLE,
        program_kind="scholarship",
        program_name=_TITLE,
        summary=Text(en="Three years of nursing in Singapore.", zh_Hans="赴新加坡学习护理三年。"),
        edition=2026,
        status="open",
        opens_at=now + timedelta(days=3),
        deadline_at=now + timedelta(days=8),
        time_zone=ZONE,
        starts_on=None,
        place_count=20,
        hosts=(HostBrief("nyp", _NAME, "SG"),),
        host_count=3,
        countries=("SG", "MY"),
    )
    return [replace(card, status=one) for one in (*STATUSES, "cancelled")]
