"""The application as handed in, as PDF with its receipt number and a QR code that leads to exactly this version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mobility.core.access import Action
from mobility.core.programs.form import Form
from mobility.core.questions import display
from mobility.core.terms import Actor, Text
from mobility.database import transaction
from mobility.i18n import _, current_locale, format_date, format_datetime, in_current
from mobility.queries import receipt as receipts
from mobility.queries.answer_sheet import AnswerSection, FrozenDocument, frozen_documents, frozen_sheet
from mobility.queries.definitions import form
from mobility.queries.receipt import Receipt
from mobility.regions import region_name
from mobility.services.casework import audit
from mobility.services.papers.typesetting import as_pdf, qr_code
from mobility.wording import describe
from mobility.wording.programs import term_name


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One submission with the form by which it reads."""

    receipt: Receipt
    form: Form

    @property
    def sections(self) -> tuple[AnswerSection, ...]:
        return frozen_sheet(self.form, self.receipt.content)

    @property
    def documents(self) -> tuple[FrozenDocument, ...]:
        return frozen_documents(self.form, self.receipt.content)


def open_receipt(receipt_number: str, actor: Actor) -> HandedIn:
    """The submission of that receipt number, for whoever may see the application; others than its owner are noted.

    Raises Refused `receipt.unknown` for one out of reach and for none alike.
    """
    found = receipts.receipt(receipt_number, actor)
    if not found.is_own:
        with transaction():
            audit.record(
                actor,
                Action.RECEIPT_OPEN,
                object_kind="application",
                object_id=found.application_id,
                application_id=found.application_id,
                is_quiet=True,
            )
    return HandedIn(found, form(found.questionnaire_id))


def application_pdf(handed_in: HandedIn, address: str, institution: str) -> bytes:
    """The whole of it in the current language; `address` is where the QR code leads."""
    receipt = handed_in.receipt
    data = {
        "lang": "zh" if current_locale() == "zh_Hans" else "en",
        "institution": institution,
        "title": in_current(receipt.call_title),
        "subtitle": _("Application as handed in"),
        "qr": qr_code(address),
        "number": receipt.receipt_number,
        "labels": {
            "receipt": _("Receipt number"),
            "documents": _("Documents"),
            "declaration": _("Declaration"),
            "scan": _("Scan to open exactly this version"),
            "sign": [_("Signature of the student, date"), _("Seal of the school, date")],
        },
        "person": _person(receipt),
        "sections": [*(_section(one) for one in handed_in.sections), *_wishes(receipt.content)],
        "documents": [[in_current(one.title), _file(one), f"{one.sha256[:16]}…"] for one in handed_in.documents],
        "declaration": in_current(handed_in.form.declaration),
    }
    return as_pdf("application.typ", data, receipt.submitted_at)


def _file(one: FrozenDocument) -> str:
    """Its name and, where it has one, the last day on which it is good."""
    good = [_("Good until %(day)s", day=format_date(one.expires_on))] if one.expires_on else []
    return " · ".join([one.file_name, *good])


def _person(receipt: Receipt) -> list[list[str]]:
    student = receipt.content["student"]
    rows = (
        (_("Application number"), receipt.number),
        (_("Submitted"), format_datetime(receipt.submitted_at, receipt.time_zone, "full")),
        (_("Name"), student["name"]),
        (_("Name in Latin script"), f"{student['latin_family_name']} {student['latin_given_name']}".strip()),
        (_("Student number"), student["number"]),
        (_("School"), in_current(Text.model_validate(student["unit_name"]))),
        (_("Major"), student["major"]),
        (_("Class"), student["class_name"]),
        (_("Year of entry"), str(student["entry_year"])),
    )
    return [[label, value] for label, value in rows if value]


def _section(one: AnswerSection) -> dict[str, Any]:
    rows = [
        [in_current(line.question.label), display(line.question, line.value, current_locale())] for line in one.lines
    ]
    return {"title": in_current(one.section.title), "rows": rows}


def _wishes(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The hosts in their order, each with where its dates clash with those at home, and whether any other would do."""
    wished = content.get("choices") or ()
    if wished:
        rows = [[str(rank), _wish(one)] for rank, one in enumerate(wished, 1)]
        elsewhere = _("Yes") if content.get("is_willing") else _("No")
        yield {"title": _("Wishes"), "rows": [*rows, [_("Willing to be placed elsewhere"), elsewhere]]}


def _wish(one: Mapping[str, Any]) -> str:
    said = [in_current(Text.model_validate(one["name"])), region_name(one["country"])]
    said += [term_name(one["term"])] if one["term"] else []
    warnings = [describe(reason["code"], reason["params"]) for reason in one.get("clashes", ())]
    return "\n".join([" · ".join(said), *(f"{_('Mind the dates:')} {words}" for words in warnings)])
