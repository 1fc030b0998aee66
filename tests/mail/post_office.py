"""A real SMTP server on a real socket: keeps what it accepts, and refuses or breaks as the recipient's name asks."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSALS = {
    "busy": ("rcpt", "450 4.2.0 mailbox busy"),
    "nobody": ("rcpt", "550 5.1.1 no such person"),
    "later": ("data", "451 4.3.0 try again"),
    "spam": ("data", "554 5.7.1 not wanted"),
}
"""Local parts of addresses that are refused, at which step and with which words."""


@dataclass
class PostOffice:
    """What has arrived, in order. `seconds` is how long it thinks after it has taken a letter."""

    seconds: float = 0.0
    is_closed: bool = False
    letters: list[bytes] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        return [_parsed(letter) for letter in self.letters]

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


class _Clerk:
    """Answers at the counter. Apart from the office, since each connection looks at every member of its handler."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def handle_MAIL(self, _server: SMTP, _s: Session, envelope: Envelope, sender: str, *_: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        if self._office.is_closed:
            return "421 4.3.2 closing"
        envelope.mail_from = sender
        return "250 OK"

    async def handle_RCPT(self, _server: SMTP, _s: Session, envelope: Envelope, to: str, *_: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        name = to.partition("@")[0]
        self._office.asked[name] += 1
        step, words = REFUSALS.get(name, ("", ""))
        if step == "rcpt":
            return words
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _s: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        name = envelope.rcpt_tos[0].partition("@")[0]
        step, words = REFUSALS.get(name, ("", ""))
        if step == "data":
            return words
        assert isinstance(envelope.original_content, bytes)
        self._office.letters.append(envelope.original_content)
        if self._office.seconds:
            await asyncio.sleep(self._office.seconds)
        if name == "silent":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 OK"


@contextmanager
def post_office(seconds: float = 0.0) -> Iterator[PostOffice]:
    """A post office that is open for the length of the block."""
    office = PostOffice(seconds)
    clerk = _Clerk(office)
    loop = asyncio.new_event_loop()

    def enter() -> SMTP:
        office.connections += 1
        return SMTP(clerk, loop=loop, hostname="post.example")

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opening = asyncio.run_coroutine_threadsafe(loop.create_server(enter, "127.0.0.1", 0), loop)
    server = opening.result(10)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _parsed(source: bytes) -> EmailMessage:
    mail = message_from_bytes(source, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail
