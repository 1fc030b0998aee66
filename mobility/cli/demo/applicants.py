"""Fills in and hands in made-up applications, by the same services that a student's clicks reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Final

from mobility.core.terms import Actor
from mobility.database import now
from mobility.services.applications import documents
from mobility.services.applications.making import Upload
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit

Answers = Mapping[str, Mapping[str, object]]
"""What is answered in each section."""

GOOD_FOR: Final = timedelta(days=4 * 365)
"""How long passports, language results and insurances of the demo are good."""


def fill_in(call_key: str, student: Actor, answers: Answers, papers: Iterable[str]) -> int:
    """Begin an application and fill it in completely, documents included; return its id."""
    application_id = begin_only(call_key, student, answers, sections=len(answers))
    for kind in papers:
        upload(application_id, kind, student)
    return application_id


def hand_in(application_id: int, student: Actor) -> None:
    submit(application_id, student, has_declared=True)


def begin_only(call_key: str, student: Actor, answers: Answers, *, sections: int) -> int:
    """Begin an application and leave it after some sections, as many do; return its id."""
    application_id = start(call_key, student)
    for section in list(answers)[:sections]:
        save_section(application_id, section, answers[section], student, revision=0)
    return application_id


def upload(application_id: int, kind: str, student: Actor) -> None:
    """Upload a page as the document of that kind."""
    page = Upload(BytesIO(_one_page()), f"{kind}.pdf")
    documents.upload(application_id, kind, [page], student, expires_on=now().date() + GOOD_FOR)


def _one_page() -> bytes:
    """A PDF of one page that says what it is."""
    text = b"BT /F1 24 Tf 72 720 Td (A document of the demo) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + tail
