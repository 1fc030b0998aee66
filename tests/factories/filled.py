"""Fills in an application of the scholarship through the services, as a student would."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any, Final

from mobility.core.terms import Actor
from mobility.models import Call
from mobility.queries.receipt import Receipt
from mobility.services.applications.documents import upload
from mobility.services.applications.making import Upload
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from tests.factories.files import pdf

PDF: Final = pdf("A transcript")
OTHER_PDF: Final = pdf("Another transcript")

_WORDS: Final = "I have wanted to care for people since my grandmother fell ill and a nurse stayed with us. " * 4

ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "contact": {
        "phone": "13012345678",
        "emergency_name": "李建国",
        "emergency_relation": "parent",
        "emergency_phone": "13087654321",
        "emergency_knows": "yes",
    },
    "motivation": {"why_nursing": _WORDS, "why_singapore": _WORDS},
    "background": {
        "entrance_kind": "national",
        "english_mark": "112.5",
        "maths_mark": "98",
        "science_subjects": ["biology"],
        "has_certificate": "no",
    },
    "understanding": {
        "knows_diploma": "yes",
        "knows_bond": "yes",
        "knows_funder_decides": "yes",
        "knows_home_studies": "yes",
    },
    "family": {"family_knows": "yes", "family_knows_bond": "yes", "guardian_can_come": "yes"},
}
"""Sound answers to every section, as a browser sends them."""


LONG: Final = date(2040, 1, 31)
"""A last day that is far enough away for everything."""


def fill(application_id: int, actor: Actor, *, documents: tuple[str, ...] = ("transcript",)) -> None:
    """Answer every section and upload the documents named."""
    for key, answers in ANSWERS.items():
        save_section(application_id, key, answers, actor, revision=0)
    for kind in documents:
        put(application_id, kind, actor)


def put(application_id: int, kind: str, actor: Actor, content: bytes = PDF, name: str = "paper.pdf") -> int:
    """Upload a file, good for long where that is asked for."""
    return upload(application_id, kind, [Upload(BytesIO(content), name)], actor, expires_on=LONG)


def begin_filled(call: Call, actor: Actor, *, documents: tuple[str, ...] = ("transcript",)) -> int:
    """An application in draft that lacks nothing but its submit."""
    application_id = start(call.key, actor)
    fill(application_id, actor, documents=documents)
    return application_id


def hand_in(call: Call, actor: Actor) -> Receipt:
    """An application that was submitted."""
    return submit(begin_filled(call, actor), actor, has_declared=True)
