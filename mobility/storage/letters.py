"""Reads the letters that the demo's mail server kept as files, one .eml each, newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

PAGE_SIZE: Final = 40
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,120}")


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter as it arrived; `text` is its plain part, `links` the addresses in it."""

    name: str
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


def newest(folder: Path, *, to: str = "", before: str = "") -> LetterPage:
    """The newest letters, only those to an address that contains `to`, only those older than the one named."""
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True) if folder.is_dir() else []
    found: list[KeptLetter] = []
    for name in names:
        if before and name >= before:
            continue
        letter = read(folder, name.removesuffix(".eml"))
        if letter is not None and to.casefold() in letter.to.casefold():
            found.append(letter)
        if len(found) > PAGE_SIZE:
            break
    following = f"{found[PAGE_SIZE - 1].name}.eml" if len(found) > PAGE_SIZE else None
    return LetterPage(tuple(found[:PAGE_SIZE]), following)


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
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(str(sent)) if sent else None,
        text=text,
        links=tuple(dict.fromkeys(re.findall(r"https?://[^\s<>]+", text))),
    )
