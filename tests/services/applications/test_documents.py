"""Files are judged by their content, replaced rather than changed, and deleted when nobody was shown them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.programs.form import parse_form
from mobility.core.programs.scholarship_form import FORM
from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.models import AuditEvent, Call, Document
from mobility.services.applications.documents import remove, upload
from mobility.services.applications.download import open_document, page
from mobility.services.applications.making import Upload
from mobility.services.applications.moves import recall
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from mobility.storage.rendering import paint
from tests.factories.calls import make_call
from tests.factories.desks import officer_of, return_file, staff_of
from tests.factories.files import office, pdf, photo
from tests.factories.filled import OTHER_PDF, PDF, begin_filled, hand_in, put
from tests.factories.people import actor, make_institution, make_staff, make_student, make_unit


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _code(content: bytes, application_id: int, who: Actor, kind: str = "transcript") -> str:
    with pytest.raises(Refused) as refused:
        put(application_id, kind, who, content)
    return refused.value.code


def test_a_file_is_kept_with_what_it_is(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    document = db.session.get_one(Document, put(application_id, "transcript", me, name="../成绩单\u202e.PDF"))
    assert (document.file_name, document.media_type, document.byte_count) == ("成绩单.pdf", "application/pdf", len(PDF))
    assert b"".join(open_document(document.id, me).chunks) == PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document.empty"),
        (b"<html>%PDF-1.7</html>", "document.wrong_type"),
        (b"PK\x03\x04" + b"\x00" * 80, "document.wrong_type"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(call: Call, me: Actor, tmp_path: Path, content: bytes, code: str) -> None:
    application_id = start(call.key, me)
    assert _code(content, application_id, me) == code
    assert _files(tmp_path) == 0
    assert db.session.scalars(select(Document)).all() == []


def test_one_byte_too_many_is_refused(me: Actor, tmp_path: Path) -> None:
    body = {"questionnaire": FORM.questionnaire.model_dump(mode="json"), "declaration": FORM.declaration.model_dump()}
    small = {"key": "transcript", "title": {"en": "Transcript", "zh_Hans": "成绩单"}, "max_bytes": 1024}
    application_id = start(make_call(form=parse_form({**body, "documents": [small]})).key, me)
    put(application_id, "transcript", me, PDF.ljust(1024))
    assert _code(PDF.ljust(1025), application_id, me) == "document.too_large"
    assert _files(tmp_path) == 1


def test_a_new_file_takes_the_place_of_the_old_one(call: Call, me: Actor, tmp_path: Path) -> None:
    application_id = start(call.key, me)
    first = put(application_id, "transcript", me)
    second = put(application_id, "transcript", me, OTHER_PDF)
    kept = db.session.scalars(select(Document).order_by(Document.id)).all()
    assert [(document.id, document.replaced_at is None) for document in kept] == [(first, False), (second, True)]
    assert _files(tmp_path) == 2


def test_the_same_file_again_is_the_document_there_is(call: Call, me: Actor, tmp_path: Path) -> None:
    application_id = start(call.key, me)
    assert put(application_id, "transcript", me) == put(application_id, "transcript", me)
    assert _files(tmp_path) == 1


def test_a_file_that_was_handed_in_is_kept_as_an_earlier_version(call: Call, me: Actor, tmp_path: Path) -> None:
    receipt = hand_in(call, me)
    recall(receipt.application_id, me)
    put(receipt.application_id, "transcript", me, OTHER_PDF)
    kept = db.session.scalars(select(Document).order_by(Document.id)).all()
    assert [document.replaced_at is None for document in kept] == [False, True]
    assert _files(tmp_path) == 2


def test_a_removed_file_is_deleted(call: Call, me: Actor, tmp_path: Path) -> None:
    application_id = start(call.key, me)
    document_id = put(application_id, "transcript", me)
    remove(application_id, document_id, me)
    assert db.session.scalars(select(Document)).all() == []
    assert _files(tmp_path) == 0
    outcomes = db.session.scalars(
        select(AuditEvent.outcome).where(AuditEvent.action == Action.DOCUMENT_UPLOAD).order_by(AuditEvent.id)
    )
    assert outcomes.all() == ["uploaded", "removed"]


def test_only_what_is_asked_of_this_student_can_be_uploaded(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    assert [_code(PDF, application_id, me, kind) for kind in ("language_certificate", "contact", "photo")] == [
        "item.unknown"
    ] * 3


def test_after_a_return_only_what_is_marked_can_be_replaced(call: Call, me: Actor) -> None:
    receipt = hand_in(call, me)
    return_file(receipt.application_id, officer_of(receipt.application_id), Action.SCHOOL_RETURN, items="motivation")
    assert _code(OTHER_PDF, receipt.application_id, me) == "item.not_marked"


def test_nobody_else_uploads_or_removes(call: Call, me: Actor) -> None:
    application_id = start(call.key, me)
    document_id = put(application_id, "transcript", me)
    other = actor(make_student())
    assert _code(PDF, application_id, other) == "application.unknown"
    for target in (document_id, 999_999):
        with pytest.raises(Refused, match=r"application\.unknown"):
            remove(application_id, target, other)


def test_an_interrupted_upload_leaves_no_file(call: Call, me: Actor, tmp_path: Path) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise ConnectionResetError
            return super().read(size)

    application_id = start(call.key, me)
    with pytest.raises(ConnectionResetError):
        upload(application_id, "transcript", [Upload(Broken(PDF * 1000), "paper.pdf")], me)
    assert _files(tmp_path) == 0
    assert db.session.scalars(select(Document)).all() == []


class TestSeveralFiles:
    """Photos and PDFs become one upright PDF, at once or one after the other."""

    def _send(self, application_id: int, who: Actor, *contents: bytes, adds: bool = False) -> int:
        uploads = [Upload(BytesIO(content), f"{number}.jpg") for number, content in enumerate(contents, start=1)]
        return upload(application_id, "transcript", uploads, who, is_continued=adds)

    def _pages(self, document_id: int, who: Actor) -> list[tuple[int, int]]:
        with pikepdf.open(BytesIO(b"".join(open_document(document_id, who).chunks))) as opened:
            return [(int(page.mediabox[2]), int(page.mediabox[3])) for page in opened.pages]

    def test_photos_and_papers_become_one(self, call: Call, me: Actor) -> None:
        application_id = start(call.key, me)
        document_id = self._send(
            application_id, me, photo(size=(800, 600)), photo(size=(800, 600), orientation=6), pdf(pages=2)
        )
        document = db.session.get_one(Document, document_id)
        assert (document.media_type, document.page_count, document.file_name) == ("application/pdf", 4, "1.pdf")
        assert [(part["name"], part["page_count"]) for part in document.parts] == [
            ("1.jpg", 1),
            ("2.jpg", 1),
            ("3.pdf", 2),
        ]
        assert [width > height for width, height in self._pages(document_id, me)] == [True, False, False, False]

    def test_further_pages_come_behind(self, call: Call, me: Actor, tmp_path: Path) -> None:
        application_id = start(call.key, me)
        first = self._send(application_id, me, PDF)
        second = self._send(application_id, me, photo(), adds=True)
        assert (len(self._pages(second, me)), first != second) == (2, True)
        assert db.session.scalars(select(Document.id)).all() == [second]
        assert _files(tmp_path) == 1

    def test_the_same_pages_again_change_nothing(self, call: Call, me: Actor, tmp_path: Path) -> None:
        application_id = start(call.key, me)
        sent = [
            self._send(application_id, me, PDF, photo()),
            self._send(application_id, me, PDF, photo()),
            self._send(application_id, me, photo(), adds=True),
        ]
        assert len(set(sent)) == 1
        assert _files(tmp_path) == 1

    def test_one_bad_file_among_good_ones_is_named(self, call: Call, me: Actor, tmp_path: Path) -> None:
        application_id = start(call.key, me)
        with pytest.raises(Refused, match=r"document\.damaged") as refused:
            self._send(application_id, me, PDF, PDF[:-60], photo())
        assert refused.value.params == {"file": "2.jpg"}
        assert _files(tmp_path) == 0

    def test_not_more_than_the_call_says(self, me: Actor) -> None:
        body = {
            "questionnaire": FORM.questionnaire.model_dump(mode="json"),
            "declaration": FORM.declaration.model_dump(),
        }
        kind = {"key": "transcript", "title": {"en": "Transcript", "zh_Hans": "成绩单"}, "max_files": 2}
        application_id = start(make_call(form=parse_form({**body, "documents": [kind]})).key, me)
        self._send(application_id, me, PDF, OTHER_PDF)
        for adds in (True, False):
            with pytest.raises(Refused, match=r"document\.too_many_files"):
                self._send(application_id, me, photo(), pdf("x"), pdf("y"), adds=adds)

    def test_what_is_no_paper_stays_alone(self, me: Actor) -> None:
        body = {
            "questionnaire": FORM.questionnaire.model_dump(mode="json"),
            "declaration": FORM.declaration.model_dump(),
        }
        kind = {"key": "transcript", "title": {"en": "Plan", "zh_Hans": "计划"}, "accepts": ["docx", "jpeg"]}
        application_id = start(make_call(form=parse_form({**body, "documents": [kind]})).key, me)
        with pytest.raises(Refused, match=r"document\.cannot_join"):
            self._send(application_id, me, office(), photo())
        kept = db.session.get_one(Document, self._send(application_id, me, photo("HEIF")))
        assert (kept.media_type, kept.file_name) == ("image/jpeg", "1.jpg")
        with pytest.raises(Refused, match=r"document\.cannot_join"):
            self._send(application_id, me, photo(size=(40, 40)), adds=True)


class TestPages:
    """Every page is shown as a picture that was painted by us."""

    def test_a_page_is_painted_once_and_goes_with_its_file(self, call: Call, me: Actor, tmp_path: Path) -> None:
        application_id = start(call.key, me)
        document_id = put(application_id, "transcript", me, pdf(pages=2))
        painted = page(document_id, 2, me)
        assert Image.open(BytesIO(painted)).size[0] == 1240
        assert page(document_id, 2, me) == painted
        assert _files(tmp_path) == 2
        remove(application_id, document_id, me)
        assert _files(tmp_path) == 0

    @pytest.mark.parametrize("number", [0, 2, 10**9])
    def test_there_is_no_other_page(self, call: Call, me: Actor, number: int) -> None:
        document_id = put(start(call.key, me), "transcript", me)
        with pytest.raises(Refused, match=r"document\.unknown"):
            page(document_id, number, me)

    def test_reading_page_by_page_stands_in_the_audit_once(self, call: Call, me: Actor) -> None:
        application_id = begin_filled(call, me, documents=())
        document_id = put(application_id, "transcript", me, pdf(pages=2))
        submit(application_id, me, has_declared=True)
        officer = officer_of(application_id)
        for number in (1, 2):
            page(document_id, number, officer)
        page(document_id, 1, me)
        read = select(AuditEvent.actor_id).where(AuditEvent.action == Action.DOCUMENT_DOWNLOAD)
        assert db.session.scalars(read).all() == [officer.user_id]

    def test_a_page_that_cannot_be_painted_says_so(self) -> None:
        with pytest.raises(Refused, match=r"document\.no_picture"):
            paint(iter([b"%PDF-1.7 nothing"]), "application/pdf", 1)
        with pytest.raises(Refused, match=r"document\.no_picture"):
            paint(iter([office()]), "application/msword", 1)


class TestDownload:
    """The owner, the school, the assigned reviewer and the office; nobody else, and the audit knows who read it."""

    @pytest.fixture
    def document_id(self, call: Call, me: Actor) -> int:
        return hand_in(call, me).content["documents"][0]["id"]

    def test_desks_read_it_and_the_audit_says_so(self, document_id: int) -> None:
        application_id = db.session.get_one(Document, document_id).application_id
        for reader in (officer_of(application_id), staff_of(application_id, Role.COORDINATOR)):
            assert b"".join(open_document(document_id, reader).chunks) == PDF
        readers = select(AuditEvent).where(AuditEvent.action == Action.DOCUMENT_DOWNLOAD)
        assert [event.is_quiet for event in db.session.scalars(readers)] == [True, True]

    def test_others_find_nothing(self, document_id: int) -> None:
        elsewhere = make_institution("other")
        others = [
            actor(make_student()),
            actor(make_staff(Role.OFFICER, unit=make_unit())),
            actor(make_staff(Role.REVIEWER)),
            actor(make_staff(Role.AUDITOR)),
            actor(make_staff(Role.ADMINISTRATOR)),
            actor(make_staff(Role.COORDINATOR, institution=elsewhere)),
            Actor.anonymous(elsewhere.id),
        ]
        for other in others:
            with pytest.raises(Refused, match=r"document\.unknown"):
                open_document(document_id, other)
