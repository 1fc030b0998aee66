"""The other pages of a student: home, documents, progress, recall, give up, offer, letters."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pypdfium2
import pytest
from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.programs.form import parse_form
from mobility.core.programs.scholarship_form import FORM
from mobility.core.terms import Actor, Role
from mobility.database import db, now
from mobility.models import Application, Call, Document, Offer, OutboxMessage, Student, User
from mobility.services.applications.start import start
from tests.browsing import Browser
from tests.client import Client
from tests.databases import counted
from tests.factories.calls import DEADLINE, make_call, make_partner
from tests.factories.clock import stop_clock_at
from tests.factories.desks import (
    act,
    award,
    give_up,
    officer_of,
    propose,
    qualify,
    recommend,
    release,
    return_file,
    staff_of,
)
from tests.factories.files import photo
from tests.factories.filled import OTHER_PDF, PDF, begin_filled, hand_in, put
from tests.factories.people import actor, make_staff, make_student, make_user

OWN = (
    "",
    "/progress",
    "/sections/contact",
    "/documents",
    "/check",
    "/receipt",
    "/print",
    "/recall",
    "/give-up",
    "/offer",
    "/offer/decline",
)


def _state(application_id: int) -> str:
    return db.session.scalars(select(Application.state).where(Application.id == application_id)).one()


def _offered(call: Call, me: Actor) -> int:
    application_id = hand_in(call, me).application_id
    recommend(application_id)
    qualify(application_id)
    release(application_id, propose(application_id))
    stop_clock_at(DEADLINE + timedelta(days=6))
    act(application_id, Actor.system(me.institution_id), Action.NOTICE_END)
    award(application_id, make_partner())
    return application_id


class TestAccess:
    @pytest.mark.parametrize("below", OWN)
    def test_who_is_not_signed_in_is_asked_to(self, client: Client, call: Call, me: Actor, below: str) -> None:
        answer = client.get(f"/applications/{start(call.key, me)}{below}")
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")

    @pytest.mark.parametrize("below", OWN)
    def test_anothers_and_none_answer_alike(self, window: Browser, call: Call, student: Student, below: str) -> None:
        foreign = _offered(call, actor(make_student()))
        window.sign_in(student)
        answers = [window.visit(f"/applications/{target}{below}") for target in (foreign, 999_999)]
        assert [answer.status for answer in answers] == [404, 404]
        assert answers[0].text == answers[1].text

    @pytest.mark.parametrize(
        ("act_on", "fields"),
        [
            ("/sections/contact", {"asked": "phone", "q_phone": "13012345678", "revision": "0"}),
            ("/documents/transcript", {}),
            ("/submit", {"has_declared": "yes"}),
            ("/resubmit", {"has_declared": "yes"}),
            ("/recall", {}),
            ("/give-up", {}),
            ("/offer/confirm", {"has_accepted": "yes"}),
            ("/offer/decline", {}),
        ],
    )
    def test_nor_can_anything_be_done_to_it(
        self, window: Browser, call: Call, act_on: str, fields: dict[str, str]
    ) -> None:
        foreign = begin_filled(call, actor(make_student()))
        token = window.token()
        for target in (foreign, 999_999):
            sent = {**fields, "csrf_token": token}
            if act_on.startswith("/documents"):
                answer = window.client.post(
                    f"/applications/{target}{act_on}", data={**sent, "file": (BytesIO(PDF), "a.pdf")}
                )
            else:
                answer = window.client.post(f"/applications/{target}{act_on}", data=sent)
            assert answer.status_code == 404, (target, answer.get_data(as_text=True))
        assert _state(foreign) == "draft"

    def test_staff_have_no_such_desk(self, client: Client) -> None:
        window = Browser(client)
        window.sign_in(make_staff(Role.COORDINATOR))
        assert window.visit("/home").status == 404

    def test_a_form_without_its_token_does_nothing(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = start(call.key, me)
        assert window.client.post(f"/applications/{application_id}/give-up").status_code == 400
        assert _state(application_id) == "draft"


class TestHome:
    def test_nothing_to_do_says_so(self, window: Browser) -> None:
        assert "There is nothing for you to do" in window.visit("/home").text

    def test_what_is_to_be_done_stands_by_date(self, window: Browser, call: Call, me: Actor) -> None:
        later = make_call(deadline_at=DEADLINE + timedelta(days=3))
        start(later.key, me)
        labels = window.visit("/home").all(".task-list .what a")
        assert [label.partition(":")[0] for label in labels[:2]] == ["You can apply", "Finish and submit"]
        assert call.title.en in labels[0]

    def test_deadlines_stand_with_weekday_time_zone_and_distance(self, window: Browser, call: Call) -> None:
        assert "Tuesday 20 October 2026, 23:59 (Beijing time), in 8 days" in window.visit("/home").text
        assert call.state == "published"


class TestDocuments:
    def test_upload_replace_and_remove(self, window: Browser, call: Call, me: Actor) -> None:
        path = f"/applications/{start(call.key, me)}/documents"
        page = window.press(window.visit(path), "Upload", {"file": (BytesIO(PDF), "one.pdf")})
        assert "one.pdf" in page.text
        page = window.press(page, "Replace", {"file": (BytesIO(OTHER_PDF), "two.pdf")})
        assert page.all("#transcript > p > a")[0] == "two.pdf"
        assert page.all("#transcript details li a") == ["one.pdf"]
        page = window.press(page, "Remove this file")
        assert "two.pdf" not in page.all("section")[0]
        assert db.session.scalars(select(Document.file_name).where(Document.replaced_at.is_(None))).all() == []

    def test_several_files_at_once_become_one_document(self, window: Browser, call: Call, me: Actor) -> None:
        path = f"/applications/{start(call.key, me)}/documents"
        page = window.visit(path)
        answer = window.client.post(
            f"{path}/transcript",
            data={
                "csrf_token": window.token(),
                "file": [
                    (BytesIO(OTHER_PDF), "page 10.pdf"),
                    (BytesIO(photo()), "page 2.jpg"),
                    (BytesIO(PDF), "page 1.pdf"),
                ],
            },
        )
        assert answer.status_code == 303
        page = window.visit(path)
        assert page.all("#transcript details li") == ["page 1.pdf", "page 2.jpg", "page 10.pdf"]
        shown = window.visit(page.link("Look at the pages"))
        assert shown.all("figcaption") == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
        picture = window.client.get(str(shown.soup.select("figure img")[1]["src"]))
        assert (picture.mimetype, picture.headers["Content-Security-Policy"]) == (
            "image/png",
            "sandbox; default-src 'none'",
        )
        assert picture.get_data().startswith(b"\x89PNG")

    def test_further_pages_are_put_behind(self, window: Browser, call: Call, me: Actor) -> None:
        path = f"/applications/{start(call.key, me)}/documents"
        page = window.press(window.visit(path), "Upload", {"file": (BytesIO(PDF), "one.pdf")})
        page = window.press(page, "Replace or add", {"file": (BytesIO(photo()), "two.jpg"), "how": "continue"})
        assert page.all("#transcript details li") == ["one.pdf", "two.jpg"]
        page = window.press(
            page, "Replace or add", {"file": (BytesIO(OTHER_PDF[:-60]), "three.pdf"), "how": "continue"}
        )
        assert (page.status, page.all("#error-transcript")[0].startswith("The file is incomplete")) == (422, False)
        assert page.all("#error-transcript")[0].startswith("three.pdf: The file is incomplete or damaged.")

    @pytest.mark.parametrize(
        ("content", "name", "error"),
        [
            (b"<html>", "page.pdf", "This type of file cannot be taken."),
            (b"", "empty.pdf", "The file is empty."),
            (b"MZ" + bytes(100), "cv.exe", "Upload one of these types: PDF, JPG, PNG, HEIC."),
        ],
    )
    def test_what_cannot_be_taken_is_explained_beside_its_form(
        self, window: Browser, call: Call, me: Actor, content: bytes, name: str, error: str
    ) -> None:
        path = f"/applications/{start(call.key, me)}/documents"
        page = window.press(window.visit(path), "Upload", {"file": (BytesIO(content), name)})
        assert page.status == 422
        assert error in " ".join(page.all("#error-transcript"))
        assert page.all(".error-summary a") == page.all("#error-transcript")

    def test_no_file_chosen(self, window: Browser, call: Call, me: Actor) -> None:
        path = f"/applications/{start(call.key, me)}/documents"
        page = window.press(window.visit(path), "Upload")
        assert (page.status, page.all("#error-transcript")) == (422, ["Choose a file first."])

    def test_a_returned_one_says_why(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = hand_in(call, me).application_id
        document = db.session.scalars(select(Document)).one()
        document.state, document.return_reason = "returned", "The second page is missing."
        return_file(application_id, officer_of(application_id), Action.SCHOOL_RETURN, items="transcript")
        page = window.visit(f"/applications/{application_id}/documents")
        assert "The second page is missing." in page.text
        check = window.visit(f"/applications/{application_id}/check")
        refused = window.press(check, "Hand in again", {"has_declared": "yes"})
        assert refused.status == 422
        window.press(page, "Replace", {"file": (BytesIO(OTHER_PDF), "two.pdf")})
        check = window.visit(f"/applications/{application_id}/check")
        assert window.press(check, "Hand in again", {"has_declared": "yes"}).status == 200

    def test_what_is_due_later_says_so_and_holds_nothing_up(self, window: Browser, me: Actor) -> None:
        body = {
            "questionnaire": FORM.questionnaire.model_dump(mode="json"),
            "declaration": FORM.declaration.model_dump(),
        }
        documents = [
            {"key": "transcript", "title": {"en": "Transcript", "zh_Hans": "成绩单"}},
            {"key": "report", "title": {"en": "Report", "zh_Hans": "总结"}, "when": "later"},
            {"key": "visa", "title": {"en": "Visa", "zh_Hans": "签证"}, "when": "later_blocking", "blocks": "papers"},
        ]
        application_id = begin_filled(make_call(form=parse_form({**body, "documents": documents})), me)
        page = window.visit(f"/applications/{application_id}/documents")
        assert "Later, nothing waits for it" in page.all("#report")[0]
        assert page.all("#visa") == []
        assert "Asked for later" in page.all("main h2")
        assert "Visa" in page.all("main ul li")
        check = window.visit(f"/applications/{application_id}/check")
        assert window.press(check, "Submit application", {"has_declared": "yes"}).status == 200
        assert _state(application_id) != "draft"


class TestPapers:
    """A paper is filled from the application, and there as file and as pictures."""

    def test_printed_signed_and_photographed(self, client: Client, call: Call) -> None:
        minor = make_student(birth_on=date(2009, 3, 14))
        window = Browser(client)
        window.sign_in(minor)
        path = f"/applications/{start(call.key, actor(minor))}/documents"
        page = window.visit(window.visit(path).link("The paper to print and sign"))
        picture = client.get(str(page.soup.select("figure img")[0]["src"]))
        assert (picture.mimetype, picture.get_data()[:4]) == ("image/png", b"\x89PNG")
        answer = client.get(page.link("Save as PDF"))
        text = "".join(pypdfium2.PdfDocument(answer.get_data())[0].get_textpage().get_text_range().split())
        name = db.session.get_one(User, minor.user_id).name
        assert all(word in text for word in (name, minor.number, "Signatureofaparentorguardian"))

    @pytest.mark.parametrize("path", ["transcript/paper", "nothing/paper/pdf", "guardian_consent/paper/9.png"])
    def test_there_is_no_other(self, window: Browser, call: Call, me: Actor, path: str) -> None:
        assert window.visit(f"/applications/{start(call.key, me)}/documents/{path}").status in (404, 422)


class TestMoves:
    def test_recall(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = hand_in(call, me).application_id
        page = window.visit(window.visit(f"/applications/{application_id}").link("Recall it to edit"))
        recalled = window.press(page, "Recall my application")
        assert "You are not taking part at the moment" in recalled.text
        assert _state(application_id) == "recalled"

    def test_recall_is_not_offered_once_the_school_has_acted(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = hand_in(call, me).application_id
        page = window.visit(f"/applications/{application_id}/recall")
        act(application_id, officer_of(application_id), Action.SCHOOL_CHECK)
        assert window.visit(f"/applications/{application_id}/recall").all("main form") == []
        stale = window.press(page, "Recall my application")
        assert (stale.status, stale.heading) == (409, "Somebody was faster")

    def test_give_up_says_first_what_it_means(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = start(call.key, me)
        page = window.visit(window.visit(f"/applications/{application_id}").link("Give up this application"))
        assert "you cannot apply to this call again" in page.text
        unsaid = window.press(page, "Give up my application", {"note": "Sorry."})
        assert (unsaid.status, unsaid.values()["note"]) == (422, "Sorry.")
        assert "Choose the reason that fits best." in unsaid.text
        waiting = window.press(unsaid, "Give up my application", {"reason": "cost"})
        assert "You gave up this application" in waiting.text
        for path in ("/home", waiting.path, f"/calls/{call.key}"):
            assert "Giving up, can be undone until 12:15" in window.visit(path).text
        assert "Given up, may still be undone" in window.visit("/home").text
        kept = window.press(waiting, "Undo, keep my application")
        assert "Undone. Your application goes on as before." in kept.text
        assert _state(application_id) == "draft"

    def test_an_ended_one_cannot_be_given_up(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = start(call.key, me)
        give_up(application_id, me)
        assert window.visit(f"/applications/{application_id}/give-up").all("main form") == []
        assert "Give up" not in window.visit(f"/applications/{application_id}").text

    def test_decline(self, window: Browser, call: Call, student: Student, me: Actor) -> None:
        application_id = _offered(call, me)
        window.sign_in(student)
        page = window.visit(window.visit(f"/applications/{application_id}/offer").link("Decline the place"))
        declined = window.press(page, "Decline the place")
        assert "You have declined the place." in declined.text
        assert _state(application_id) == "withdrawn"

    def test_an_offer_that_lapsed_is_only_told(self, window: Browser, call: Call, student: Student, me: Actor) -> None:
        application_id = _offered(call, me)
        lapses_at = db.session.scalars(select(Offer.confirm_by)).one()
        stop_clock_at(lapses_at)
        window.sign_in(student)
        page = window.visit(f"/applications/{application_id}/offer")
        stop_clock_at(lapses_at + timedelta(microseconds=1))
        late = window.press(page, "Confirm my place", {"has_accepted": "yes"})
        assert late.status == 422
        assert late.all("main form") == []


class TestProgress:
    def test_who_has_it_since_when_until_when_and_what_next(self, window: Browser, call: Call, me: Actor) -> None:
        application_id = hand_in(call, me).application_id
        rows = window.visit(f"/applications/{application_id}").all(".summary > div")
        assert rows[0] == "Who has it now Your school"
        assert rows[1] == "In this stage since 12 October 2026, 12:00"
        assert rows[2].startswith("Until Friday 23 October 2026, 17:00 (Beijing time)")
        assert rows[3].startswith("Next step")

    def test_before_the_release_the_page_does_not_change(
        self, window: Browser, call: Call, student: Student, me: Actor
    ) -> None:
        application_id = hand_in(call, me).application_id
        recommend(application_id)
        qualify(application_id)
        window.sign_in(student)
        address = f"/applications/{application_id}"
        assert "Home selection" in window.visit(address).text
        before = str(window.visit(address).soup.find("main"))
        proposal_id = propose(application_id)
        proposed = str(window.visit(address).soup.find("main"))
        act(application_id, staff_of(application_id, Role.HEAD), Action.LIST_APPROVE)
        approved = str(window.visit(address).soup.find("main"))
        assert before == proposed == approved
        assert proposal_id > 0


class TestLetters:
    def _letter(self, user_id: int, call: Call, key: str = "a", **columns: object) -> OutboxMessage:
        message = OutboxMessage(
            **{
                "institution_id": call.institution_id,
                "notice": "receipt",
                "user_id": user_id,
                "dedupe_key": key,
                "message_id": f"<{key}@test>",
                "state": "sent",
                "locale": "en",
                "subject": f"Subject {key}",
                "body": "First line.\n\nhttp://localhost/applications/1",
                "rendered_at": now(),
                **columns,
            }
        )
        db.session.add(message)
        db.session.flush()
        return message

    def test_every_letter_stands_there_and_is_read_once(self, window: Browser, call: Call, student: Student) -> None:
        message = self._letter(student.user_id, call)
        assert "You have 1 unread message" in window.visit("/home").text
        letter = window.visit(window.visit("/letters").link("Subject a"))
        assert "First line." in letter.text
        assert letter.soup.select_one("main .letter-text a") is not None
        first = db.session.get_one(OutboxMessage, message.id).read_at
        stop_clock_at(now() + timedelta(minutes=10))
        window.visit(f"/letters/{message.id}")
        assert db.session.get_one(OutboxMessage, message.id).read_at == first
        assert window.visit("/letters").all(".badge-state") == ["Read"]

    def test_letters_of_others_and_with_links_and_not_rendered_are_not_there(
        self, window: Browser, call: Call, student: Student
    ) -> None:
        hidden = [
            self._letter(make_user().id, call, "b"),
            self._letter(student.user_id, call, "c", notice="password_reset"),
            self._letter(student.user_id, call, "d", rendered_at=None, state="pending"),
        ]
        assert "There are no messages yet" in window.visit("/letters").text
        assert [window.visit(f"/letters/{one.id}").status for one in hidden] == [404] * 3

    def test_staff_have_an_inbox_too(self, client: Client, call: Call) -> None:
        officer = make_staff(Role.OFFICER)
        self._letter(officer.id, call)
        window = Browser(client)
        window.sign_in(officer)
        assert window.visit("/letters").link("Subject a")

    def test_older_ones_are_on_the_next_page(self, window: Browser, call: Call, student: Student) -> None:
        for number in range(33):
            self._letter(student.user_id, call, f"n{number}")
        first = window.visit("/letters")
        second = window.visit(first.link("More"))
        assert (len(first.all(".task-list li")), second.all(".task-list a")) == (
            30,
            ["Subject n2", "Subject n1", "Subject n0"],
        )


class TestStatements:
    def test_every_page_takes_at_most_12(self, window: Browser, call: Call, student: Student, me: Actor) -> None:
        application_id = _offered(call, me)
        window.sign_in(student)
        draft = begin_filled(make_call(deadline_at=DEADLINE + timedelta(days=60)), me)
        put(draft, "transcript", me, OTHER_PDF)
        pages = [
            "/",
            f"/calls/{call.key}",
            "/home",
            "/letters",
            *(f"/applications/{application_id}{page}" for page in OWN),
            *(f"/applications/{draft}{page}" for page in OWN if page not in ("/receipt", "/print", "/offer")),
        ]
        taken = {}
        for page in pages:
            assert (window.visit(page).status, window.visit(page).path) == (200, page)
            with counted() as sent:
                window.visit(page)
            taken[page] = len(sent)
        assert {page: count for page, count in taken.items() if count > 12} == {}

    def test_a_submit_takes_at_most_25(self, window: Browser, call: Call, me: Actor) -> None:
        check = window.visit(f"/applications/{begin_filled(call, me)}/check")
        with counted() as sent:
            answer = window.send(check, "Submit application", {"has_declared": "yes"})
        assert answer.status_code == 303
        assert len(sent) <= 25
