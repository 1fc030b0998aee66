"""A made-up file as student and desks see it: answers, documents, remarks, tasks, giving up, lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final, get_args

from mobility.core.programs import scholarship
from mobility.core.programs.scholarship_form import FORM, QUESTIONNAIRE
from mobility.core.terms import Reason
from mobility.i18n import _, in_current
from mobility.queries.answer_sheet import AnswerLine, AnswerSection
from mobility.queries.application import RemarkLine
from mobility.queries.approval import ListLine
from mobility.queries.case import GivenUp, StaffEvent, StaffRemark
from mobility.queries.earlier_documents import EarlierDocument
from mobility.queries.stored_documents import StoredDocument
from mobility.queries.tasks import Task, TaskState
from mobility.web.forms.staff import RemarkForm, ReturnForm

ZONE: Final = "Asia/Shanghai"
_SECTION: Final = next(one for one in QUESTIONNAIRE.sections if one.key == "motivation")
_STATES: Final = (
    ("uploaded", "clean"),
    ("uploaded", "waiting"),
    ("accepted", "clean"),
    ("returned", "clean"),
    ("uploaded", "infected"),
)


def shown(now: datetime) -> dict[str, Any]:
    """Everything of a file, in every state."""
    lists = _lists(now)
    return {
        "sections": [_sections()],
        **_files(now),
        "tasks": _tasks(),
        **_given_up(now),
        "lists": lists,
        "rows": [SimpleNamespace(outcome=one, position=1) for one in ("candidate", "reserve", "not_selected")],
        "affected": lists[0],
        "return_form": _return_form(),
        "remark_form": RemarkForm(formdata=None, prefix="remark-"),
    }


def _sections() -> AnswerSection:
    """A section with one question answered and one not."""
    answers = (_("I want to learn where nursing is taught at the bedside."), None)
    return AnswerSection(
        _SECTION, tuple(AnswerLine(one, given) for one, given in zip(_SECTION.questions, answers, strict=True))
    )


def _files(now: datetime) -> dict[str, Any]:
    """Documents in every state, with a version before; remarks and events of a file."""
    files = [_document(number, state, scan, now) for number, (state, scan) in enumerate(_STATES, 1)]
    earlier = EarlierDocument(9, "transcript", "transcript-old.pdf", 80_000, 1, now - timedelta(days=9), now, "clean")
    kinds = FORM.documents
    held = SimpleNamespace(shown_documents=kinds, documents={kinds[0].key: files[0], kinds[1].key: files[3]})
    held.expiries = {kinds[1].key: Reason("expiry.not_said")}
    stage = scholarship.WORKFLOW.stages[1]
    return {
        "files": files,
        "held": held,
        "earlier": {kinds[0].key: (earlier,)},
        "remarks": (
            StaffRemark(_("The second page is missing."), "王老师", now, is_shown_to_student=True),
            StaffRemark(_("Called on Monday."), "王老师", now, is_shown_to_student=False),
        ),
        "events": (
            StaffEvent("application.submit", None, now, "student", "张伟", None, stage),
            StaffEvent("application.start", None, now - timedelta(days=3), "student", "张伟", None, None),
        ),
    }


def _document(number: int, state: str, scan: str, now: datetime) -> StoredDocument:
    is_checked = state != "uploaded"
    return StoredDocument(
        id=number,
        kind="transcript",
        file_name="transcript.pdf",
        media_type="application/pdf",
        byte_count=180_000,
        sha256="",
        state=state,
        return_code="unreadable" if state == "returned" else None,
        return_reason=_("The stamp cannot be read.") if state == "returned" else None,
        version=1,
        checked_at=now if is_checked else None,
        checker="王老师" if is_checked else None,
        uploaded_at=now - timedelta(days=1),
        storage_key="",
        page_count=2,
        parts=(),
        scan=scan,
        expires_on=now.date() if is_checked else None,
    )


def _tasks() -> list[Task]:
    """A task in every state, one that came back and one that can only be read."""

    def task(state: TaskState, **more: Any) -> Task:
        return Task(**{"kind": "section", "key": "motivation", "title": _SECTION.title, "state": state, **more})

    plain = {"is_open": True, "is_marked": False, "is_lacking": True, "lacking_count": 2}
    return [
        *(task(state, **plain) for state in get_args(TaskState)),
        task("done", **{**plain, "is_marked": True}),
        task("done", **{**plain, "is_open": False}),
        task("in_progress", **{**plain, "kind": "wishes", "key": "wishes"}),
        task("missing", **{**plain, "kind": "document", "key": "transcript"}),
    ]


def _given_up(now: datetime) -> dict[str, Any]:
    """Files that were given up: it may be undone, the time is over, it was refused; and what a desk sees of them."""
    stages = scholarship.WORKFLOW.stages

    def mine(stage: int, until: datetime | None, refusal: str | None = None) -> SimpleNamespace:
        return SimpleNamespace(
            id=0,
            stage=stages[stage],
            facts=SimpleNamespace(giving_up_until=until, now=now),
            time_zone=ZONE,
            due_at=now + timedelta(days=2),
            giving_up_refusal=refusal,
            was_submitted=True,
            can=lambda _action: True,
            remarks=(RemarkLine(_("The second page is missing."), ("transcript",), now),),
        )

    word = GivenUp("other", _("I stay at home."), now + timedelta(hours=1), None)
    return {
        "mine": (mine(0, now + timedelta(hours=1)), mine(0, now), mine(0, None, "notice.ended")),
        "cases": [
            SimpleNamespace(given_up=word, facts=SimpleNamespace(giving_up_until=until), time_zone=ZONE)
            for until in (word.until, None)
        ],
        "holders": {stage.holder: stage for stage in stages}.values(),
    }


def _lists(now: datetime) -> list[ListLine]:
    """A proposed list in every state, one of them approved and waiting for a third person."""
    line = ListLine(
        id=0,
        version=1,
        state="proposed",
        institution_id=0,
        call_id=0,
        call_title=_SECTION.title,
        program_name=_SECTION.title,
        time_zone=ZONE,
        place_count=12,
        candidate_count=12,
        reserve_count=4,
        not_selected_count=1,
        note=None,
        proposed_by="王老师",
        proposed_by_id=0,
        proposed_at=now,
        decided_by=None,
        decided_at=None,
        decision_note=None,
        release_at=None,
        released_at=None,
        notice_until=None,
        proposer_ids=frozenset({0}),
        decider_ids=frozenset(),
        cleared_by=None,
        is_separated=True,
    )
    decided = replace(line, decided_by="李主任", decided_at=now, decider_ids=frozenset({0}))
    approved = replace(decided, state="approved", release_at=now + timedelta(days=1))
    return [
        line,
        approved,
        replace(decided, state="returned", decision_note=_("Ask the second alternate first.")),
        replace(approved, state="released", cleared_by="赵老师", released_at=now, notice_until=now + timedelta(days=7)),
    ]


def _return_form() -> ReturnForm:
    form = ReturnForm(formdata=None, prefix="return-")
    form.items.choices = [(one.key, in_current(one.title)) for one in QUESTIONNAIRE.sections[:2]]
    return form
