"""Carries mails to an SMTP server, many over one connection, and tells exactly how far each one came."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from functools import cache
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from mobility.mail.answers import Answer, Outcome, of_code

CONNECT_SECONDS: Final = 5.0
REPLY_SECONDS: Final = 15.0
PER_CONNECTION: Final = 100
"""Letters after which a connection is made anew: many servers allow no more."""

_SCHEMES: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SERVICE_ENDS: Final = 421


class BadCarrier(ValueError):
    """The address of the SMTP server cannot be understood."""


class Carrier:
    """A connection to the server at `url`: smtp://, smtp+starttls:// or smtps://, with user and password if needed.

    It greets as `name`; left to itself, smtplib would ask the name service for one, which can take seconds. Connects
    with the first letter, and anew after a failure. Use as a context manager, so that it says goodbye.
    """

    def __init__(self, url: str, *, name: str = "localhost", reply_seconds: float = REPLY_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise BadCarrier("the SMTP address must read smtp[+starttls|s]://[user:password@]host[:port]")
        self._parts = parts
        self._name = name
        self._port = parts.port or _SCHEMES[parts.scheme]
        self._reply_seconds = reply_seconds
        self._line: smtplib.SMTP | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def send(self, source: bytes, sender: str, recipient: str) -> Answer:
        """Hand over one mail; both addresses bare. Never raises for what a server or the network does."""
        try:
            line = self._connected()
        except smtplib.SMTPResponseException as error:
            self.close()
            return Answer(Outcome.UNREACHABLE, "connect", error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Answer(Outcome.UNREACHABLE, "connect", error=type(error).__name__)
        answer = self._hand_over(line, source, sender, recipient)
        if answer.outcome is not Outcome.ACCEPTED:
            self._recover(answer)
        return answer

    def close(self) -> None:
        """Say goodbye; a server that is gone already is no error."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def _connected(self) -> smtplib.SMTP:
        if self._line is not None and self._count >= PER_CONNECTION:
            self.close()
        if self._line is None:
            self._line, self._count = self._connect(), 0
        self._count += 1
        return self._line

    def _connect(self) -> smtplib.SMTP:
        host = str(self._parts.hostname)
        line: smtplib.SMTP
        if self._parts.scheme == "smtps":
            line = smtplib.SMTP_SSL(host, self._port, self._name, timeout=CONNECT_SECONDS, context=_trust())
        else:
            line = smtplib.SMTP(host, self._port, self._name, timeout=CONNECT_SECONDS)
        try:
            self._greet(line)
        except BaseException:
            line.close()
            raise
        return line

    def _greet(self, line: smtplib.SMTP) -> None:
        assert line.sock is not None
        line.sock.settimeout(self._reply_seconds)
        line.ehlo_or_helo_if_needed()
        if self._parts.scheme == "smtp+starttls":
            line.starttls(context=_trust())
            line.ehlo()
        if self._parts.username:
            line.login(unquote(self._parts.username), unquote(self._parts.password or ""))

    def _hand_over(self, line: smtplib.SMTP, source: bytes, sender: str, recipient: str) -> Answer:
        """Walk through MAIL, RCPT and DATA, so that a broken line is blamed on the right step."""
        step = "mail"
        try:
            code, _text = line.mail(sender)
            if code != 250:
                return of_code(step, code)
            step = "rcpt"
            code, _text = line.rcpt(recipient)
            if code not in (250, 251):
                return of_code(step, code)
            step = "data"
            code, _text = line.data(source)
        except smtplib.SMTPDataError as error:
            return of_code(step, error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            outcome = Outcome.UNKNOWN if step == "data" else Outcome.UNREACHABLE
            return Answer(outcome, step, error=type(error).__name__)
        return Answer(Outcome.ACCEPTED, step, code) if code == 250 else of_code(step, code)

    def _recover(self, answer: Answer) -> None:
        """Make the connection fit for the next letter, or drop it."""
        if self._line is None or answer.code in (None, _SERVICE_ENDS):
            self.close()
            return
        try:
            self._line.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes a while, so each process does it once."""
    return ssl.create_default_context()
