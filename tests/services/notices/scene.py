"""One scene in which every letter of the catalogue can be written, with ids and names that never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mobility.core.notices import CATALOG, Audience
from mobility.core.programs import exchange, scholarship, summer_school
from mobility.core.terms import Role, Text
from mobility.core.workflow import Workflow
from mobility.database import db
from mobility.models import Application, Call, Institution, SchoolList, Student, User
from mobility.queries.students import as_plain, record_of
from mobility.services.notices.params import OPTIONAL
from tests.factories.calls import DEADLINE, NOON, make_call
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal, make_remark, make_review
from tests.factories.deputies import make_deputy
from tests.factories.documents import make_document
from tests.factories.people import make_institution, make_staff, make_student, make_unit, make_user

STATES = {
    "recalled": "recalled",
    "not_submitted": "not_submitted",
    "returned": "returned_by_school",
    "return_expired": "not_submitted",
    "school_recommended": "qualification_check",
    "school_alternate": "qualification_check",
    "school_not_recommended": "not_recommended",
    "school_alternate_moved_up": "selection",
    "not_qualified": "not_qualified",
    "selection_invitation": "selection",
    "result_candidate": "public_notice",
    "result_reserve": "reserve",
    "result_not_selected": "not_selected",
    "notice_ended": "training",
    "objection_upheld": "selection",
    "moved_up": "training",
    "training_left": "withdrawn",
    "exam_reserve": "funder_reserve",
    "exam_not_selected": "host_refused",
    "declined": "withdrawn",
    "lapsed": "lapsed",
    "contract_signed": "formalities",
    "formalities_refused": "host_refused",
    "dispatched": "dispatched",
    "withdrawn": "withdrawn",
    "waitlist_ended": "waitlist_ended",
    "call_extended": "draft",
    "receipt": "school_check",
    "offer": "contract",
    "offer_confirmed": "signing",
    "draft_reminder": "draft",
    "recalled_reminder": "recalled",
    "return_reminder": "returned_by_office",
    "offer_reminder": "contract",
    "formalities_reminder": "formalities",
    "alternate_moved_up": "training",
    "school_list_reminder": "school_list",
    "school_list_overdue": "school_list",
    "school_list_to_approve": "school_list",
    "school_list_taken_back": "school_list",
    "school_list_returned": "school_list",
    "review_assigned": "selection",
    "review_reminder": "selection",
    "list_to_approve": "approval",
    "list_returned": "selection",
    "list_to_release": "approved",
    "digest": "school_check",
    "call_cancelled": "cancelled",
    "late_invitation": "not_submitted",
    "result_placed": "confirmation",
    "host_withdrawn": "selection",
    "wish_withdrawn": "draft",
    "nominated": "host_decision",
    "host_admitted": "formalities",
    "host_refused": "host_refused",
    "host_refused_back": "selection",
    "waitlisted": "waiting",
    "fee_asked": "payment",
    "fee_reminder": "payment",
    "fee_received": "group",
    "fee_lapsed": "lapsed",
    "group_goes": "papers",
    "group_cancelled": "cancelled",
    "document_returned": "qualification_check",
    "giving_up_refused": "qualification_check",
    "facts_changed": "qualification_check",
    "facts_taken": "qualification_check",
    "facts_left": "qualification_check",
    "document_locked": "qualification_check",
    "document_locked_desk": "qualification_check",
}
"""The stage in which the application of the scene is when the letter is written."""

OF_EXCHANGE = (
    *("result_placed", "host_withdrawn", "wish_withdrawn", "nominated", "host_admitted", "host_refused"),
    "host_refused_back",
)
OF_SUMMER = ("waitlisted", "fee_asked", "fee_reminder", "fee_received", "fee_lapsed", "group_goes", "group_cancelled")
OFFERED = (
    *("offer", "offer_confirmed", "offer_reminder", "lapsed", "contract_signed", "dispatched"),
    *("result_placed", "nominated", "host_admitted"),
)

_ROLES = {
    Audience.OFFICER: Role.OFFICER,
    Audience.COORDINATOR: Role.COORDINATOR,
    Audience.VICE_DEAN: Role.VICE_DEAN,
    Audience.REVIEWER: Role.REVIEWER,
    Audience.HEAD: Role.HEAD,
}


@dataclass
class Scene:
    """Who is in it, and what a letter to `recipient` is posted with."""

    call: Call
    application: Application
    recipient: User
    coordinator: User
    params: dict[str, Any]


def set_scene(notice: str, locale: str) -> Scene:
    """Build the scene for one kind of letter, to a recipient who reads `locale`."""
    institution = make_institution(
        contact_email="gjc@university.example", contact_phone="0311-0000 0000", hosts=["mobility.university.example"]
    )
    school = make_unit(institution, name=Text(en="School of Nursing", zh_Hans="护理学院"))
    call = make_call(
        workflow=_workflow(notice),
        id=21,
        title=Text(en="Singapore Nursing Scholarship 2026", zh_Hans="2026年新加坡护理医科奖学金项目"),
        key="sns-2026",
        number_prefix="SNS26",
        settings={"selection": {"place": "A-302", "note": "请携带2B铅笔。", "edition": 1}},
    )
    user = make_user(institution, name="李秀宁", email="li@university.example", locale=locale)
    student = make_student(school, user=user, latin_family_name="LI", latin_given_name="XIUNING")
    application = _application(notice, call, student)
    coordinator = make_staff(Role.COORDINATOR, institution=institution, name="王敏", email="w@university.example")
    scene = Scene(call, application, user, coordinator, {})
    _recipient(scene, notice, locale)
    _params(scene, notice)
    return scene


def _workflow(notice: str) -> Workflow:
    if notice in OF_EXCHANGE:
        return exchange.WORKFLOW
    return summer_school.WORKFLOW if notice in OF_SUMMER else scholarship.WORKFLOW


def _application(notice: str, call: Call, student: Student) -> Application:
    state = STATES.get(notice, "draft")
    given: dict[str, Any] = {
        "id": 42,
        "state": state,
        "due_at": DEADLINE,
        "returned_until": NOON + timedelta(days=3, hours=5),
    }
    if state != "draft":
        given["number"] = "SNS26-0042"
    if notice == "exam_reserve":
        given["waiting_position"] = 2
    application = make_application(call, student, **given)
    if notice in OFFERED:
        make_offer(application, state="open" if notice.startswith(("offer", "result")) else "confirmed")
    if notice == "facts_changed":
        application.snapshot = as_plain(record_of(student.id)) | {"level": 5}
    return application


def _recipient(scene: Scene, notice: str, locale: str) -> None:
    audience = CATALOG[notice].audience
    if notice == "digest":
        audience = Audience.OFFICER
    if (role := _ROLES.get(audience)) is None:
        return
    unit = scene.application.unit_id if role in (Role.OFFICER, Role.VICE_DEAN) else None
    person = make_user(name="赵敏", email="zhao@university.example", locale=locale)
    grant_to(person, role, unit)
    scene.recipient = person


def grant_to(person: User, role: Role, unit_id: int | None) -> None:
    from mobility.database import db
    from mobility.models import RoleGrant

    db.session.add(RoleGrant(institution_id=person.institution_id, user_id=person.id, role=role, unit_id=unit_id))
    db.session.commit()


def _params(scene: Scene, notice: str) -> None:
    remark = "成绩单第二页不清楚，请重新扫描。\nPlease scan page two again."
    params: dict[str, Any] = {
        "receipt_number": "SNS26-0042-1",
        "until": (NOON + timedelta(days=3, hours=5)).isoformat(),
        "items": "transcript,motivation",
        "at": (NOON + timedelta(days=9, hours=-3)).isoformat(),
        "edition": 1,
        "code": "7KQMX2PADH",
        "happened_on": date(2026, 11, 2).isoformat(),
        "token": "x" * 43,
        "changed_at": NOON.isoformat(),
        "change": "passkey_added",
        "position": 3,
        "reason": "workflow.wrong_stage",
        "fee_minor": 1_280_000,
        "fee_currency": "CNY",
        "fee_due_at": (NOON + timedelta(days=7)).isoformat(),
    }
    if "remark" in OPTIONAL.get(notice, ()):
        params["remark"] = make_remark(scene.application, scene.coordinator, remark, is_shown_to_student=True).id
    params["deadline_at"] = _deadline(scene, notice)
    if notice.startswith("document_"):
        params["document_id"] = _documents(scene, notice)
    if notice.startswith("review"):
        make_review(scene.application, scene.recipient, due_at=NOON + timedelta(days=5))
    if notice in {"school_list_to_approve", "school_list_taken_back", "school_list_returned"}:
        params["school_list_id"] = _prepare(scene, is_waiting=notice == "school_list_to_approve")
    if notice.startswith("deputy_"):
        params["deputy_id"] = _deputy(scene)
    if notice.startswith(("list_", "result_")):
        _propose(scene, notice, params)
    scene.params = params


def _deputy(scene: Scene) -> int:
    """Somebody with a Chinese name for somebody with a Latin one."""
    institution = db.session.get_one(Institution, scene.call.institution_id)
    holder = make_staff(Role.COORDINATOR, institution=institution, name="赵敏")
    return make_deputy(holder, make_user(institution, name="John Smith")).id


def _documents(scene: Scene, notice: str) -> int:
    """Two documents that a desk gave back, or one that is locked; the id of the last."""
    given: dict[str, Any] = {"state": "returned", "checked_at": NOON}
    if notice == "document_returned":
        made = {"language_certificate": {"return_code": "not_signed"}}
        made["transcript"] = {"return_code": "unreadable", "return_reason": "A4, 300 dpi."}
    else:
        made = {"transcript": {"return_code": "infected", "scan": "infected"}}
    documents = [
        make_document(scene.application, kind, **given, **more, storage_key=f"1/{kind}") for kind, more in made.items()
    ]
    return documents[-1].id


def _prepare(scene: Scene, *, is_waiting: bool) -> int:
    from mobility.database import db

    row = SchoolList(
        id=9,
        institution_id=scene.call.institution_id,
        call_id=scene.call.id,
        unit_id=scene.application.unit_id,
        prepared_at=NOON if is_waiting else None,
        return_note=None if is_waiting else "请补充候补推荐的顺序。",
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _deadline(scene: Scene, notice: str) -> str:
    if notice == "return_reminder":
        assert scene.application.returned_until
        return scene.application.returned_until.isoformat()
    if notice == "offer_reminder":
        return (NOON + timedelta(days=3)).isoformat()
    if notice == "formalities_reminder":
        return "2027-01-04T16:00:00+00:00"
    if notice == "review_reminder":
        return (NOON + timedelta(days=5)).isoformat()
    if notice.startswith("school_list"):
        return (DEADLINE + timedelta(days=3)).isoformat()
    return DEADLINE.isoformat()


def _propose(scene: Scene, notice: str, params: dict[str, Any]) -> None:
    states = {"list_to_approve": "proposed", "list_returned": "returned", "list_to_release": "approved"}
    proposal = make_proposal(
        scene.call,
        scene.coordinator,
        id=7,
        state=states.get(notice, "released"),
        decision_note="请补充英语面试成绩。",
        notice_until=NOON + timedelta(days=4, hours=5),
    )
    params["proposal_id"] = proposal.id
    outcomes = {"result_reserve": "reserve", "result_not_selected": "not_selected"}
    outcome = outcomes.get(notice, "candidate")
    position = 3 if outcome == "reserve" else None
    make_decision(proposal, scene.application, outcome, position=position, released_at=NOON)
