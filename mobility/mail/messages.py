"""Makes the bytes of a mail from a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any, Final

from mobility.mail.letters import Letter


class _Kinds(HeaderRegistry):
    """The kinds of header, each made once instead of anew for every header of every mail."""

    @cache  # noqa: B019 - there is one registry, for as long as the process lives
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)


_POLICY: Final = SMTP.clone(cte_type="7bit", max_line_length=78, header_factory=_Kinds())
"""Pure ASCII on the wire, so that no relay on the way has to understand more."""


class UnusableAddress(ValueError):
    """An address that no mail can be sent to."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on a mail besides the letter. `domain` names the list under which readers may file our letters."""

    sender: str
    address: str
    reply_to: str
    domain: str
    message_id: str
    locale: str
    dated_at: datetime


def compose(letter: Letter, envelope: Envelope) -> bytes:
    """Return the mail: plain text and HTML, marked as automatic, with the Message-ID it was given.

    Raises UnusableAddress for a recipient's address that cannot stand in a header.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(envelope.sender)
    message["To"] = _mailbox(envelope.address)
    if envelope.reply_to:
        message["Reply-To"] = _mailbox(envelope.reply_to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(envelope.dated_at)
    message["Message-ID"] = envelope.message_id
    message["List-ID"] = f"<letters.{envelope.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    message["Content-Language"] = envelope.locale.replace("_", "-")
    return message.as_bytes()


def bare_address(mailbox: str) -> str:
    """The address alone, as SMTP names it; its domain in ASCII. Raises UnusableAddress."""
    if not mailbox.isprintable():
        raise UnusableAddress("a line break or worse")
    address = parseaddr(mailbox)[1]
    local, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        local.encode("ascii")
    except UnicodeError as error:
        raise UnusableAddress("an address outside ASCII") from error
    if not (at and local and ascii_domain) or " " in address:
        raise UnusableAddress("not an address")
    return f"{local}@{ascii_domain}"


def _mailbox(given: str) -> Address:
    return Address(display_name=parseaddr(given)[0], addr_spec=bare_address(given))
