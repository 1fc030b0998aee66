"""Tests of mobility.mail.smtp against a real server on a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mobility.mail.answers import Answer, Outcome
from mobility.mail.smtp import PER_CONNECTION, BadCarrier, Carrier
from tests.mail.post_office import PostOffice, post_office

SENDER = "office@university.example"
SOURCE = b"Message-ID: <one@university.example>\r\nSubject: A\r\n\r\n.A line that begins with a dot\r\n"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


@contextmanager
def greeting(words: bytes) -> Iterator[str]:
    """A server that says only this to each caller and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            caller, _address = listener.accept()
            with caller:
                caller.sendall(words)

        teller = threading.Thread(target=answer)
        teller.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        teller.join()


def test_a_letter_arrives_byte_for_byte(office: PostOffice) -> None:
    with Carrier(office.url) as carrier:
        assert carrier.send(SOURCE, SENDER, "li@university.example") == Answer(Outcome.ACCEPTED, "data", 250)
    assert office.letters == [SOURCE]


def test_many_letters_go_over_one_connection_until_it_is_worn(office: PostOffice) -> None:
    with Carrier(office.url) as carrier:
        for _ in range(PER_CONNECTION):
            carrier.send(SOURCE, SENDER, "li@university.example")
        assert office.connections == 1
        carrier.send(SOURCE, SENDER, "li@university.example")
    assert office.connections == 2
    assert len(office.letters) == PER_CONNECTION + 1


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("busy", Answer(Outcome.LATER, "rcpt", 450)),
        ("nobody", Answer(Outcome.NEVER, "rcpt", 550)),
        ("later", Answer(Outcome.LATER, "data", 451)),
        ("spam", Answer(Outcome.NEVER, "data", 554)),
        ("silent", Answer(Outcome.UNKNOWN, "data")),
    ],
)
def test_each_answer_is_told_apart_and_the_next_letter_still_goes(
    name: str, answer: Answer, office: PostOffice
) -> None:
    with Carrier(office.url) as carrier:
        assert carrier.send(SOURCE, SENDER, f"{name}@university.example") == answer
        assert carrier.send(SOURCE, SENDER, "li@university.example").outcome is Outcome.ACCEPTED


def test_a_server_that_closes_is_not_the_letters_fault(office: PostOffice) -> None:
    office.is_closed = True
    with Carrier(office.url) as carrier:
        assert carrier.send(SOURCE, SENDER, "li@university.example") == Answer(Outcome.UNREACHABLE, "mail", 421)
        office.is_closed = False
        assert carrier.send(SOURCE, SENDER, "li@university.example").outcome is Outcome.ACCEPTED


def test_a_refusal_at_the_door_and_a_closed_port_are_not_the_letters_fault() -> None:
    with greeting(b"421 4.3.2 too busy\r\n") as url, Carrier(url) as carrier:
        assert carrier.send(SOURCE, SENDER, "li@university.example") == Answer(Outcome.UNREACHABLE, "connect", 421)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Carrier(f"smtp://127.0.0.1:{port}") as carrier:
        assert carrier.send(SOURCE, SENDER, "li@university.example") == Answer(Outcome.UNREACHABLE, "connect")


def test_silence_after_the_bytes_is_unknown_and_before_them_is_not() -> None:
    with post_office(seconds=2) as slow, Carrier(slow.url, reply_seconds=0.3) as carrier:
        assert carrier.send(SOURCE, SENDER, "li@university.example") == Answer(Outcome.UNKNOWN, "data")
        assert slow.letters == [SOURCE]
    with greeting(b"220 ready\r\n") as url, Carrier(url, reply_seconds=0.3) as carrier:
        assert carrier.send(SOURCE, SENDER, "li@university.example") == Answer(Outcome.UNREACHABLE, "connect")


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://", "mail.example:25"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadCarrier):
        Carrier(url)
