"""Tests of mobility.tasks.bell: it rings where Redis hears, and costs nobody anything where it does not."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator

import pytest
from redis import Redis

from mobility.cli.servers import Place, Valkey
from mobility.tasks import bell
from mobility.tasks.celery import QUEUE, celery


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    place = Place.temporary()
    server = Valkey(place)
    server.start()
    yield server
    server.stop()
    place.remove()


@pytest.fixture(autouse=True)
def hearing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins with a bell that was not unheard lately, and leaves the address as it was."""
    before = celery.conf.broker_url
    monkeypatch.setattr(bell, "_silent_until", [0.0])
    yield
    celery.conf.update(broker_url=before)


def _heard(url: str) -> list[tuple[str, list[object]]]:
    """The task and the arguments of each message that waits, the oldest first."""
    with Redis.from_url(url) as client:
        messages = [json.loads(raw) for raw in client.lrange(QUEUE, 0, -1)]
    bodies = [json.loads(base64.b64decode(message["body"])) for message in messages]
    return [(m["headers"]["task"], body[:2]) for m, body in zip(reversed(messages), reversed(bodies), strict=True)]


def test_a_ring_calls_for_letters_and_jobs_and_says_nothing_else(valkey: Valkey) -> None:
    celery.conf.update(broker_url=valkey.url)
    bell.ring()
    assert _heard(valkey.url) == [("outbox.drain", [[], {}]), ("jobs.drain", [[], {}])]


def test_a_wiped_server_hears_the_next_ring(valkey: Valkey) -> None:
    celery.conf.update(broker_url=valkey.url)
    bell.ring()
    valkey.wipe()
    valkey.start()
    bell.ring()
    bell.ring()
    assert len(_heard(valkey.url)) in (2, 4)


def test_a_dead_server_raises_nothing_and_is_left_alone_for_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    celery.conf.update(broker_url=f"redis://127.0.0.1:{port}/0")
    bell.ring()
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.05)
        bell.ring()
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_server_that_never_answers_raises_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        celery.conf.update(broker_url=f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        bell.ring()


def test_without_an_address_nobody_is_called() -> None:
    celery.conf.update(broker_url="")
    bell.ring()
