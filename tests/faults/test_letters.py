"""`make faults`: workers are killed and Valkey is wiped while letters go out; none is lost, copies are recognizable."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import func, select

from mobility.cli.servers import Place, Valkey
from mobility.config import Settings
from mobility.database import db, transaction
from mobility.models import OutboxMessage
from mobility.services.notices.outbox import post
from tests.conftest import settings_of
from tests.factories.people import make_institution, make_user
from tests.mail.post_office import PostOffice, post_office
from tests.servers import DatabaseUrls

LETTERS, KILLS, WIPES = 500, 10, 3
PROCESSES = 2
LEASE_SECONDS = 8
THINKING_SECONDS = 0.03
"""How long the post office takes to answer after it has a letter: the time in which a kill makes a copy."""

PATIENCE_SECONDS = 240
"""When to give up waiting. A quiet machine with two cores needs well under a minute for all of it."""

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Workshop:
    """The processes that deliver: a loader that has read the program once, and what it has forked."""

    loader: subprocess.Popen[str]
    pids: list[int] = field(default_factory=list)

    def start(self, kind: str) -> int:
        assert self.loader.stdin is not None
        assert self.loader.stdout is not None
        print(kind, file=self.loader.stdin, flush=True)
        self.pids.append(int(self.loader.stdout.readline()))
        return self.pids[-1]

    def kill(self, pid: int) -> None:
        """Kill -9 the process and all its children, whatever they are at."""
        os.killpg(pid, signal.SIGKILL)
        self.pids.remove(pid)

    def close(self) -> None:
        for pid in list(self.pids):
            with suppress(ProcessLookupError):
                self.kill(pid)
        self.loader.kill()
        self.loader.wait()
        assert self.loader.stdin is not None
        assert self.loader.stdout is not None
        self.loader.stdin.close()
        self.loader.stdout.close()


@contextmanager
def workshop(settings: Settings, log: Path) -> Iterator[Workshop]:
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "MOBILITY_ENVIRONMENT": "test",
        "MOBILITY_SECRET_KEY": settings.secret_key.get_secret_value(),
        "MOBILITY_DATA_DIR": str(settings.data_dir),
        "MOBILITY_SMTP_URL": settings.smtp_url.get_secret_value(),
        "MOBILITY_MAIL_FROM": settings.mail_from,
        "MOBILITY_LETTER_LEASE_SECONDS": str(settings.letter_lease_seconds),
        "MOBILITY_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    with log.open("w") as lines:
        command = [sys.executable, "-m", "tests.faults.forks"]
        loader = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=lines,
            start_new_session=True,
        )
        shop = Workshop(loader)
        try:
            assert loader.stdout is not None
            assert loader.stdout.readline() == "ready\n", log.read_text()[-2000:]
            yield shop
        finally:
            shop.close()


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    place = Place.temporary()
    server = Valkey(place)
    server.start()
    yield server
    server.stop()
    place.remove()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office(THINKING_SECONDS) as opened:
        yield opened


@pytest.fixture
def program(
    fresh_database: Callable[[], DatabaseUrls], valkey: Valkey, office: PostOffice, tmp_path: Path
) -> Iterator[tuple[Flask, Settings]]:
    from mobility.app import create_app

    settings = settings_of(fresh_database(), valkey.url, tmp_path).model_copy(
        update={"smtp_url": SecretStr(office.url), "letter_lease_seconds": LEASE_SECONDS}
    )
    app = create_app(settings)
    with app.app_context():
        yield app, settings
        db.session.remove()
        db.engine.dispose()


@pytest.mark.faults
def test_no_letter_is_lost(program: tuple[Flask, Settings], valkey: Valkey, office: PostOffice, tmp_path: Path) -> None:
    _app, settings = program
    began = time.monotonic()
    patience = began + PATIENCE_SECONDS
    chance = random.Random(20261012)
    people = [make_user(make_institution()).id] + [make_user().id for _ in range(19)]
    institution_id = db.session.scalars(select(OutboxMessage.institution_id)).first() or 1
    with workshop(settings, tmp_path / "worker.log") as shop:
        shop.start("beat")
        older = shop.start("worker")
        for round_ in range(KILLS):
            newer = shop.start("worker")
            _post_some(people, institution_id, round_, chance)
            _wait_for_progress(office, chance, patience)
            shop.kill(older)
            older = newer
            if round_ % (KILLS // WIPES) == 1:
                valkey.wipe()
                valkey.start()
        _wait_for_the_rest(patience)
    _judge(office, time.monotonic() - began)


def _post_some(people: list[int], institution_id: int, round_: int, chance: random.Random) -> None:
    """Post the letters of one round, ten to a transaction, with one transaction more that fails."""
    for part in range(LETTERS // KILLS // 10):
        with transaction():
            for n in range(10):
                _post(chance.choice(people), institution_id, f"{round_}.{part}.{n}")
    with pytest.raises(ZeroDivisionError):
        _post_and_fail(people[0], institution_id, f"never.{round_}")


def _post(person: int, institution_id: int, key: str) -> None:
    post("password_changed", person, institution_id=institution_id, dedupe_key=key)


def _post_and_fail(person: int, institution_id: int, key: str) -> None:
    with transaction():
        _post(person, institution_id, key)
        raise ZeroDivisionError


def _wait_for_progress(office: PostOffice, chance: random.Random, patience: float) -> None:
    """Until the workers are in the midst of it: some letters more have arrived, and the next is under way or not."""
    wanted = len(office.letters) + chance.randint(5, 25)
    while len(office.letters) < wanted and time.monotonic() < patience:
        time.sleep(0.005)
    time.sleep(chance.random() * THINKING_SECONDS)


def _wait_for_the_rest(patience: float) -> None:
    waiting = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == "pending")
    while time.monotonic() < patience and db.session.scalar(waiting):
        db.session.rollback()
        time.sleep(0.1)
    db.session.rollback()


def _judge(office: PostOffice, seconds: float) -> None:
    columns = (OutboxMessage.message_id, OutboxMessage.state, OutboxMessage.source, OutboxMessage.last_error)
    rows = db.session.execute(select(*columns)).all()
    posted = {row.message_id: bytes(row.source or b"") for row in rows}
    received = Counter(str(message_from_bytes(letter)["Message-ID"]) for letter in office.letters)
    lost = len(posted.keys() - received.keys())
    copies = sum(received.values()) - len(received)
    sys.stdout.write(
        f"\nfaults: {LETTERS} letters, {KILLS} kills, {WIPES} wipes, {seconds:.0f} s: "
        f"lost = {lost}, copies = {copies} (each with the Message-ID of its first)\n"
    )
    assert Counter((row.state, row.last_error) for row in rows) == {("sent", None): LETTERS}
    assert len(posted) == LETTERS
    assert lost == 0
    assert received.keys() <= posted.keys()
    assert copies <= KILLS * PROCESSES
    assert set(office.letters) <= set(posted.values())
