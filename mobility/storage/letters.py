"""Reads the letters that the demo's mail server kept as files, one .eml each, newest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

PAGE_SIZE: Final = 40
MOST_PAGES: Final = 8
"""How many times a page's number of letters is looked through for one page."""

Ours = Callable[[Sequence[str]], Collection[str]]
"""Which of these Message-IDs belong to whoever looks."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,120}")


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter as it arrived, with its Message-ID; `text` is its plain part, `links` the addresses in it."""

    name: str
    message_id: str
    to: str
    sender: str
    subject: str
    at: datetime | None
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterPage:
    """Some letters, newest first; `following` is the name to continue before, None at the end."""

    letters: tuple[KeptLetter, ...]
    following: str | None


def newest(folder: Path, ours: Ours, *, to: str = "", before: str = "") -> LetterPage:
    """The newest of our letters, only those to an address that contains `to`, only those older than the one named.

    A page may be short where most letters are not ours; it then still says where to continue.
    """
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True) if folder.is_dir() else []
    names = [name for name in names if not before or name < before]
    found: list[KeptLetter] = []
    looked_at = 0
    while looked_at < min(len(names), MOST_PAGES * PAGE_SIZE) and len(found) <= PAGE_SIZE:
        some = _read_some(folder, names[looked_at : looked_at + PAGE_SIZE], to.casefold())
        known = ours([letter.message_id for letter in some]) if some else ()
        found += [letter for letter in some if letter.message_id in known]
        looked_at += PAGE_SIZE
    shown = found[:PAGE_SIZE]
    if len(found) > PAGE_SIZE:
        return LetterPage(tuple(shown), f"{shown[-1].name}.eml")
    return LetterPage(tuple(shown), names[looked_at - 1] if looked_at < len(names) else None)


def _read_some(folder: Path, names: Sequence[str], to: str) -> list[KeptLetter]:
    letters = (read(folder, name.removesuffix(".eml")) for name in names)
    return [letter for letter in letters if letter is not None and to in letter.to.casefold()]


def read(folder: Path, name: str) -> KeptLetter | None:
    """One letter by its name; None where there is none, and for a name that is none of ours."""
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or ".." in name or not path.is_file():
        return None
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    sent = message["Date"]
    return KeptLetter(
        name=name,
        message_id=str(message["Message-ID"] or "").strip(),
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(str(sent)) if sent else None,
        text=text,
        links=tuple(dict.fromkeys(re.findall(r"https?://[^\s<>]+", text))),
    )
