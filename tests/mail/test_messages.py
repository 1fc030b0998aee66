"""Tests of mobility.mail.messages: what stands on a mail, and what can never get onto one."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from mobility.mail.letters import Letter
from mobility.mail.messages import Envelope, UnusableAddress, bare_address, compose

LETTER = Letter("选拔结果 and more", "您好！\n.\nA line.\n", "<p>您好！</p>")


def _envelope(**changes: str) -> Envelope:
    given = {
        "sender": "国际处 <office@university.example>",
        "address": "li@university.example",
        "reply_to": "ask@university.example",
        "domain": "university.example",
        "message_id": "<1@university.example>",
        "locale": "zh_Hans",
    }
    return Envelope(**(given | changes), dated_at=datetime(2026, 10, 12, 4, tzinfo=UTC))


def _mail(letter: Letter = LETTER, **changes: str) -> EmailMessage:
    mail = message_from_bytes(compose(letter, _envelope(**changes)), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_headers_say_what_it_is_and_that_a_machine_sent_it() -> None:
    mail = _mail()
    wanted = {
        "From": "国际处 <office@university.example>",
        "To": "li@university.example",
        "Reply-To": "ask@university.example",
        "Subject": "选拔结果 and more",
        "Date": "Mon, 12 Oct 2026 04:00:00 +0000",
        "Message-ID": "<1@university.example>",
        "List-ID": "<letters.university.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "zh-Hans",
    }
    assert {name: str(mail[name]) for name in wanted} == wanted


def test_text_comes_first_and_both_parts_come_back_as_they_were() -> None:
    parts = [part for part in _mail().iter_parts() if isinstance(part, EmailMessage)]
    read = [(part.get_content_type(), part.get_content().replace("\r\n", "\n").strip()) for part in parts]
    assert read == [("text/plain", LETTER.text.strip()), ("text/html", LETTER.html)]


def test_bytes_are_ascii_with_short_lines_that_end_as_smtp_wants() -> None:
    source = compose(Letter("长" * 200, "长" * 5000, "<p>" + "长" * 5000 + "</p>"), _envelope())
    lines = source.split(b"\r\n")
    assert source.isascii()
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize("subject", ["a\r\nBcc: all@university.example", "a\nBcc: x@y.example"])
def test_no_header_can_be_smuggled_in_by_a_subject(subject: str) -> None:
    with pytest.raises(ValueError, match=r"header|linefeed"):
        compose(Letter(subject, "a", "a"), _envelope())


@pytest.mark.parametrize(
    "address", ["", "li", "@university.example", "李@university.example", "a b@university.example", "a@b\r\nc.example"]
)
def test_an_address_that_no_mail_reaches_is_told(address: str) -> None:
    with pytest.raises(UnusableAddress):
        compose(LETTER, _envelope(address=address))


def test_a_chinese_domain_goes_in_ascii() -> None:
    assert bare_address("Li <li@大学.example>") == "li@xn--pss25c.example"
