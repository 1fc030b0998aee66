"""A paper that a kind of document asks for: its words filled from the application, to print, sign and photograph."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mobility.core.questions.documents import DocumentKind, Signer
from mobility.core.terms import Refused
from mobility.i18n import _, current_locale, format_date, in_current
from mobility.queries.application import OwnApplication
from mobility.queries.content import Held
from mobility.services.papers.typesetting import as_pdf, as_pictures


def paper_pdf(mine: OwnApplication, held: Held, kind: DocumentKind, institution: str, at: datetime) -> bytes:
    """The paper as PDF in the current language."""
    return as_pdf("paper.typ", _data(mine, held, kind, institution), at)


def paper_pictures(mine: OwnApplication, held: Held, kind: DocumentKind, institution: str) -> list[bytes]:
    """Its pages as pictures."""
    return as_pictures("paper.typ", _data(mine, held, kind, institution))


def kind_with_paper(held: Held, key: str) -> DocumentKind:
    """The kind of document with a paper, be it asked of this student or not. Raises Refused `item.unknown`."""
    found = held.form.document(key)
    if found is None or found.paper is None:
        raise Refused("item.unknown", item=key)
    return found


def _data(mine: OwnApplication, held: Held, kind: DocumentKind, institution: str) -> Mapping[str, Any]:
    assert kind.paper is not None
    body = in_current(kind.paper.body).format_map(_values(mine, held, institution))
    return {
        "lang": "zh" if current_locale() == "zh_Hans" else "en",
        "institution": institution,
        "title": in_current(kind.title),
        "call": in_current(mine.call_title),
        "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()],
        "signers": [_signer(one) for one in kind.paper.signers],
        "date": _("Date"),
    }


def _values(mine: OwnApplication, held: Held, institution: str) -> Mapping[str, str]:
    record = held.record
    return {
        "name": record.name,
        "latin_name": f"{record.latin_family_name} {record.latin_given_name}".strip(),
        "student_number": record.number,
        "school": in_current(record.unit_name),
        "major": record.major,
        "class_name": record.class_name,
        "birth_on": format_date(record.birth_on),
        "call": in_current(mine.call_title),
        "institution": institution,
    }


def _signer(signer: Signer) -> str:
    return {
        "student": _("Signature of the student"),
        "guardian": _("Signature of a parent or guardian"),
        "school": _("Seal of the school"),
    }[signer]
