"""Plants a canary in every personal and sensitive column of the world, and finds them again in pages and files.

A canary names the column and the row that it stands in, so that what a page shows can be told from what it looks like.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any, Final

import pypdfium2
from flask import Flask
from sqlalchemy import CheckConstraint, LargeBinary, String, select, text
from werkzeug.test import TestResponse

from mobility.database import db
from mobility.models import (
    Application,
    Fee,
    GivingUp,
    OneTimeLink,
    RecoveryCode,
    SectionAnswers,
    SignInFailure,
    Student,
    Submission,
    User,
)
from mobility.models.privacy import Class, class_of, models
from mobility.queries import judging
from tests.factories.calls import NOON
from tests.factories.cases import make_remark, make_review
from tests.security.world import World, build

CODES: Final = frozenset(
    {
        *("application.school_rank", "application.waiting_position", "application.is_willing", "choice.rank"),
        "language_mark.is_absent",
        *("decision.position", "giving_up.refusal", "student.level", "student.is_vocational", "student.entry_year"),
        *(
            "student.program_years",
            "student.field",
            "student.nationality",
            "student.study_status",
            "student_fact.scale",
        ),
    }
)
"""A code, a count or a yes: it cannot be told from the same about somebody else. Those of a few words that the database
names (`is_one_of_few`) are the same."""

NEEDED_BY_THE_TEST: Final = frozenset(
    {"user_session.secret_hash", "user_session.challenge", "calendar_feed.secret_hash"}
)
"""What opens the pages of this test itself, and what a passkey answers; that no hash is shown, those beside it tell."""

KEYS: Final = frozenset({"document.parts", "vault_file.parts", "import_run.problems", "import_run.storage_key"})
"""Lists of numbers and keys by which files are found."""

NUMBERS: Final[Mapping[str, str]] = {
    "student_fact.value": r"\b87\.31\b",
    "language_mark.mark": r"\b61\.43\b",
    "review.score": r"\b73\.19\b",
    "fee.amount_minor": r"\b7,?319\.37\b",
    "student.birth_on": r"2003-07-27|27 Jul\w* 2003|2003年7月27日|\b37829\b",
    "student_fact.as_of": r"2026-08-23|23 Aug\w* 2026|2026年8月23日",
    "document.expires_on": r"2031-06-17|17 Jun\w* 2031|2031年6月17日",
    "vault_file.expires_on": r"2031-05-29|29 May 2031|2031年5月29日",
}
"""What is planted where no word fits, as it may be shown; a workbook counts the days of a date."""

TELLING_WHEN_EMPTY: Final = frozenset({"user.password_hash", "review.conflict_reason"})
"""Who has none is invited, and judges."""

SECTIONS: Final = {
    "contact": ("emergency_name",),
    "motivation": ("why_nursing", "why_singapore"),
}
WORD: Final = re.compile(r"zq(\d+)x(\d+)y", re.IGNORECASE)
HEX: Final = re.compile(r"7a71((?:3\d)+)78((?:3\d)+)79", re.IGNORECASE)
RECEIPT: Final = "SNS-0001-2"
"""What was handed in with canaries in it."""


def personal() -> Iterator[tuple[str, Any]]:
    """Every personal and sensitive column, by table and name."""
    for model in models():
        for column in model.__table__.columns:
            if class_of(model, column) in (Class.PERSONAL, Class.SENSITIVE):
                yield f"{model.__tablename__}.{column.name}", column


NAMES: Final = (*(name for name, _column in personal()), *(f"answers.{key}" for key in SECTIONS))
NUMBERED: Final = {name: number for number, name in enumerate(NAMES, start=10)}
NAMED: Final = {number: name for name, number in NUMBERED.items()}


def planted_world(app: Flask) -> World:
    """The world with canaries in it, inside a block that rolls back."""
    world = build(app)
    world.objects["receipt"] = {"number": RECEIPT}
    author = db.session.get_one(User, world.user_ids["coordinator"])
    plant(world.application_id, author=author, person_id=world.objects["person"]["user_id"])
    world.students = frozenset(db.session.scalars(select(Student.user_id)))
    world.abroad = frozenset(
        (table, row)
        for table, model in (("user", User), ("student", Student))
        for row in db.session.scalars(select(model.id).where(model.institution_id != author.institution_id))
    )
    return world


def is_one_of_few(column: Any) -> bool:
    """Whether the database lets only words of a list into the column."""
    checks = [one for one in column.table.constraints if isinstance(one, CheckConstraint)]
    return any(str(check.sqltext).startswith(f"{column.name} IN (") for check in checks)


def plant(application_id: int, *, author: User, person_id: int) -> None:
    """Fill the database of the world with canaries, the application and its student with those that are numbers."""
    application = db.session.get_one(Application, application_id)
    _more_rows(application, author, person_id)
    for name, column in personal():
        left_out = is_one_of_few(column) or name in CODES | NEEDED_BY_THE_TEST | KEYS
        if isinstance(column.type, String | LargeBinary) and not left_out:
            _plant_words(name, column)
    _plant_numbers(application)
    db.session.execute(text("UPDATE outbox_message SET params = jsonb_build_object('planted', 'zq' || id)"))
    db.session.commit()
    db.session.expire_all()
    content = judging.freeze(application_id)
    application.snapshot = content["student"]
    db.session.add(
        Submission(
            institution_id=application.institution_id,
            application_id=application_id,
            sequence=2,
            receipt_number=RECEIPT,
            content=content,
        )
    )
    db.session.commit()


def _more_rows(application: Application, author: User, person_id: int) -> None:
    """A row of each table that pages without canaries do not need."""
    about: dict[str, Any] = {"institution_id": application.institution_id, "application_id": application.id}
    whose: dict[str, Any] = {"institution_id": application.institution_id, "user_id": person_id}
    make_remark(application, author, "remark")
    make_review(application, author, conflict_reason="a relative")
    db.session.add_all(
        [
            *(
                SectionAnswers(**about, section_key=key, values={name: _word(f"answers.{key}", 1) for name in names})
                for key, names in SECTIONS.items()
            ),
            GivingUp(**about, reason="cost", note="note", due_at=NOON, outcome="undone", closed_at=NOON),
            Fee(**about, amount_minor=731_937, currency="CNY", due_at=NOON + timedelta(days=9)),
            OneTimeLink(**whose, purpose="address", token_hash=b"", new_email="a@b.example", expires_at=NOON),
            RecoveryCode(**whose, code_hash=b""),
            SignInFailure(account_hash=b""),
        ]
    )
    db.session.commit()


def _word(name: str, row: int) -> str:
    return f"zq{NUMBERED[name]}x{row}y"


def _plant_words(name: str, column: Any) -> None:
    table, plain = name.split(".")
    is_bytes = isinstance(column.type, LargeBinary)
    word = f"'zq{NUMBERED[name]}x' || id || 'y'"
    if plain in {"email", "address", "new_email"}:
        word += " || '@canary.example'"
    where = f'"{plain}" IS NOT NULL' if name in TELLING_WHEN_EMPTY else "TRUE"
    value = f"convert_to({word}, 'UTF8')" if is_bytes else word
    db.session.execute(text(f'UPDATE "{table}" SET "{plain}" = {value} WHERE {where}'))


def _plant_numbers(application: Application) -> None:
    student_id, statement = application.student_id, db.session.execute
    statement(text("UPDATE student SET birth_on = '2003-07-27' WHERE id = :id"), {"id": student_id})
    statement(
        text("UPDATE student_fact SET value = '{\"value\": 87.31}', as_of = '2026-08-23' WHERE student_id = :id"),
        {"id": student_id},
    )
    statement(text("UPDATE vault_file SET expires_on = '2031-05-29' WHERE student_id = :id"), {"id": student_id})
    statement(text("UPDATE document SET expires_on = '2031-06-17' WHERE application_id = :id"), {"id": application.id})
    statement(text("UPDATE language_mark SET mark = 61.43 WHERE application_id = :id"), {"id": application.id})
    statement(text("UPDATE review SET score = 73.19 WHERE application_id = :id"), {"id": application.id})


def found_in(answer: TestResponse) -> set[tuple[str, int]]:
    """The canaries in an answer, its headers too: the column, and the row, 0 where it is a number."""
    return found(f"{answer.headers}\n{said_by(answer.data, answer.mimetype or '')}")


def found(said: str) -> set[tuple[str, int]]:
    """The canaries in a text."""
    words = {(NAMED[int(number)], int(row)) for number, row in WORD.findall(said) if int(number) in NAMED}
    words |= {
        (NAMED[int(bytes.fromhex(number))], int(bytes.fromhex(row)))
        for number, row in HEX.findall(said)
        if int(bytes.fromhex(number)) in NAMED
    }
    return words | {(name, 0) for name, forms in NUMBERS.items() if re.search(forms, said)}


def said_by(data: bytes, media_type: str) -> str:
    """What somebody reads in a page, a table or a sheet."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    if data.startswith(b"%PDF"):
        return _of_sheet(data)
    if media_type.startswith("image/"):
        return ""
    return unescape(data.decode(errors="replace"))


@cache
def _of_sheet(data: bytes) -> str:
    sheet = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in sheet)
    finally:
        sheet.close()
