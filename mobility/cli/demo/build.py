"""Builds the whole demo in order: two universities, what was decided in them last year, what is under way this year."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from sqlalchemy import select, text

from mobility import database
from mobility.cli.demo import ground, students
from mobility.cli.demo.exchange import ChunMiao, Exchange
from mobility.cli.demo.nursing import Nursing
from mobility.cli.demo.summer import Summer
from mobility.database import db
from mobility.models import Institution
from mobility.services.notices.deliver import file_as_sent


def is_built() -> bool:
    """Tell whether the demo's universities stand already."""
    return db.session.scalar(select(Institution.id).limit(1)) is not None


def build(password: str, say: Callable[[str], None]) -> None:
    """Build the world around this moment; every demo account gets `password`."""
    random = Random(students.SEED)  # noqa: S311 - the same made-up people every time, not a secret
    _commit_quickly()
    moment = database.now()
    db.session.rollback()
    hebmu = ground.lay("hebmu", moment, "hebmu", random, password=password)
    cumtb = ground.lay("cumtb", moment, "exchange_hosts", random, password=password)
    say(f"two universities, {len(hebmu.students)} and {len(cumtb.students)} students")
    nursing, summer, chun_miao = Nursing(hebmu, random), Summer(hebmu, random), ChunMiao(hebmu, random)
    exchange = Exchange(cumtb, random)
    nursing.live_last_year()
    say("last year's scholarship, from sign-up to dispatch")
    summer.live_last_year()
    say("last year's summer school")
    exchange.live_last_year()
    say("last year's exchange")
    exchange.live_season_between()
    say("this spring's exchange, at the hosts")
    chun_miao.apply_this_year()
    nursing.apply_this_year()
    summer.apply_this_year()
    exchange.apply_this_year()
    file_as_sent()
    say("what is open now")


def _commit_quickly() -> None:
    """Let commits of this connection not wait for the disk: a world that a crash cut short is built anew anyway."""
    with database.transaction() as session:
        session.execute(text("SET synchronous_commit TO off"))
