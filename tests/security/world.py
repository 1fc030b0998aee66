"""Two institutions with everybody in them, and one of each thing that a page can be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final

from flask import Flask
from werkzeug.test import TestResponse

from mobility import storage
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import (
    Application,
    Call,
    CallAttachment,
    ImportRun,
    Job,
    OutboxMessage,
    Partner,
    ProgramPartner,
    Review,
    RoleGrant,
    SchoolList,
    SecondFactor,
    Student,
    Submission,
    Unit,
    User,
    UserSession,
    VaultFile,
    WorkDay,
)
from mobility.queries import judging
from mobility.queries.identity import digest
from tests.client import Client
from tests.cookies import put_secret
from tests.factories.account_requests import make_request
from tests.factories.calls import NOON, make_call
from tests.factories.cases import make_application, make_decision, make_offer, make_proposal, make_review
from tests.factories.checks import make_check
from tests.factories.clock import stop_clock_at
from tests.factories.deputies import make_deputy
from tests.factories.documents import make_document
from tests.factories.files import pdf
from tests.factories.hosts import make_exchange, make_option, make_summer_school
from tests.factories.language_tests import make_mark, make_test
from tests.factories.late import make_allowance, make_late_code
from tests.factories.people import (
    home,
    make_fact,
    make_grant,
    make_institution,
    make_staff,
    make_student,
    make_unit,
    make_user,
)
from tests.security.manifest import TWOFOLD
from tests.security.undoing import put_into_stage

ANONYMOUS: Final = "anonymous"
FOREIGN: Final = "foreign_"
NOTHING: Final = 10**12
"""An id that no row has."""


@dataclass
class World:
    """The people by their names in the manifest, each with a browser, and the addresses of the objects."""

    app: Flask
    roles: dict[str, str | None] = field(default_factory=dict)
    cookies: dict[str, str | None] = field(default_factory=dict)
    own_sessions: dict[str, int] = field(default_factory=dict)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    application_id: int = 0
    user_ids: dict[str, int] = field(default_factory=dict)
    grants: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of the student who comes as staff: what the role is limited to."""
    students: frozenset[int] = frozenset()
    """The accounts of students."""
    abroad: frozenset[tuple[str, int]] = frozenset()
    """The rows, by table and id, of people of the other institution."""

    def base_url(self, person: str) -> str:
        return "http://foreign.example" if person.startswith(FOREIGN) else "http://localhost"

    def open(self, person: str, path: str, method: str, data: Mapping[str, Any] | None = None) -> TestResponse:
        """One request with the person's cookie, as the browser of somebody who never lets it be taken away."""
        cookie = self.cookies[person]
        headers = {"Cookie": cookie} if cookie else {}
        client = Client(self.app, self.app.response_class, use_cookies=False)
        return client.open(path, method=method, data=data, headers=headers, base_url=self.base_url(person))

    def take_role(self, person: str) -> None:
        """Give the student of the application the role in which `person` comes, where that is who they are."""
        if person in self.grants:
            user_id, role = self.user_ids[person], self.roles[person]
            grant = RoleGrant(user_id=user_id, role=role, **self.grants[person])
            db.session.add(grant)
            db.session.query(Review).filter_by(id=self.objects["review"]["review_id"]).update({"reviewer_id": user_id})
            db.session.commit()

    def address(self, about: str | None) -> Mapping[str, Any]:
        """What stands in the address of a page about that object."""
        if about == "own_session":
            return {"session_id": self.own_sessions["owner"]}
        return self.objects[about] if about else {}


def build(app: Flask) -> World:
    """Fill an empty database, inside a block that rolls back."""
    stop_clock_at(NOON)
    world = World(app)
    institution = home()
    school, other_school = make_unit(institution, code="nursing"), make_unit(institution, code="law")
    office = make_unit(institution, kind="office")
    call, other_call = make_call(), make_call()
    owner = make_student(school, user=make_user(institution, name="李秀宁"))
    make_fact(owner, "average", {"value": 88}, scale="100", as_of=date(2026, 9, 1), source="declared")
    people = {
        "owner": _user(owner.user_id),
        "other_student": _user(make_student(school).user_id),
        "officer": make_staff(Role.OFFICER, unit=school),
        "other_officer": make_staff(Role.OFFICER, unit=other_school),
        "vice_dean": make_staff(Role.VICE_DEAN, unit=school),
        "other_vice_dean": make_staff(Role.VICE_DEAN, unit=other_school),
        "reviewer": make_staff(Role.REVIEWER),
        "other_reviewer": make_staff(Role.REVIEWER),
        "checker": make_staff(Role.CHECKER, unit=office),
        "other_checker": make_staff(Role.CHECKER, unit=make_unit(institution, kind="office")),
        "assistant": make_staff(Role.ASSISTANT),
        "examiner": make_staff(Role.EXAMINER, call=call),
        "other_examiner": make_staff(Role.EXAMINER, call=other_call),
        "coordinator": make_staff(Role.COORDINATOR),
        "call_coordinator": make_staff(Role.COORDINATOR, call=call),
        "other_call_coordinator": make_staff(Role.COORDINATOR, call=other_call),
        "deputy_coordinator": make_staff(Role.COORDINATOR, call=make_call()),
        "head": make_staff(Role.HEAD),
        "administrator": make_staff(Role.ADMINISTRATOR),
        "auditor": make_staff(Role.AUDITOR),
        **_foreigners(),
    }
    make_summer_school()
    _objects(world, call, make_application(call, owner, state="qualification_check"), people)
    asked = make_check(db.session.get_one(Application, world.application_id), office)
    world.objects["office_check"] = {"check_id": asked.id}
    world.objects["host_option"] = {"call_id": call.id, "option_id": make_option(call).id}
    world.objects["prepared_list"] = {"list_id": _prepared(call, school, people["officer"]).id}
    world.objects["late_code"] = {"call_id": call.id, "late_code_id": make_late_code(call, people["coordinator"]).id}
    acting = make_deputy(people["call_coordinator"], people["deputy_coordinator"])
    world.objects["own_deputy"] = world.objects["deputyship"] = {"deputy_row_id": acting.id}
    world.objects["deputy"] = {
        "deputy_row_id": acting.id,
        "deputy_id": acting.deputy_id,
        "user_id": people["call_coordinator"].id,
    }
    world.objects["allowance"] = {"call_id": call.id, "allowance_id": make_allowance(call, people["coordinator"]).id}
    world.objects["account_request"] = {"request_id": make_request(school).id}
    world.objects["public_notice"] = {"key": other_call.key}
    make_proposal(
        other_call,
        people["coordinator"],
        state="released",
        released_at=NOON - timedelta(days=1),
        notice_until=NOON + timedelta(days=5),
    )
    world.cookies[ANONYMOUS], world.roles[ANONYMOUS] = None, None
    for name, user in people.items():
        _sign_in(world, name, user)
    _come_as_staff(world, school, office)
    put_into_stage(world.application_id, "qualification_check")
    return world


def _come_as_staff(world: World, school: Unit, office: Unit) -> None:
    """The student of the application in each role that looks at applications: the role is taken with each request."""
    units = {Role.OFFICER: school, Role.VICE_DEAN: school, Role.CHECKER: office}
    for role in Role:
        if role not in {Role.STUDENT, Role.SYSTEM, Role.ADMINISTRATOR}:
            name = f"{TWOFOLD}{role}"
            unit = units.get(role)
            world.grants[name] = {
                "institution_id": school.institution_id,
                "unit_id": unit.id if unit else None,
            }
            world.cookies[name], world.roles[name] = world.cookies["owner"], role
            world.user_ids[name], world.own_sessions[name] = world.user_ids["owner"], world.own_sessions["owner"]


def _prepared(call: Call, school: Unit, officer: User) -> SchoolList:
    """The school's list of another call, since the one of this call is being made."""
    given = {"institution_id": call.institution_id, "call_id": make_call().id, "unit_id": school.id}
    return _add(SchoolList(**given, prepared_at=NOON, prepared_by=officer.id))


def _foreigners() -> dict[str, User]:
    abroad = make_institution("foreign")
    unit = make_unit(abroad)
    student = _user(make_student(unit).user_id)
    of_units = (Role.OFFICER, Role.VICE_DEAN, Role.CHECKER)
    staff = {
        f"{FOREIGN}{role}": make_staff(role, institution=abroad, unit=unit if role in of_units else None)
        for role in (
            *of_units,
            Role.REVIEWER,
            Role.ASSISTANT,
            Role.EXAMINER,
            Role.COORDINATOR,
            Role.HEAD,
            Role.ADMINISTRATOR,
            Role.AUDITOR,
        )
    }
    return {f"{FOREIGN}student": student, **staff}


def _objects(world: World, call: Call, application: Application, people: Mapping[str, User]) -> None:
    proposal = make_proposal(call, people["coordinator"])
    make_decision(proposal, application, "candidate")
    make_offer(application)
    review = make_review(application, people["reviewer"], assigned_by=people["coordinator"].id)
    document, letter, attachment = make_document(application), _letter(application, people["owner"]), _attachment(call)
    _submission(application)
    person = make_user(name="黄蓉", password_hash=None)
    grant = make_grant(person, Role.HEAD)
    host = db.session.query(Partner).join(ProgramPartner).filter(ProgramPartner.program_id == call.program_id).first()
    assert isinstance(grant, RoleGrant)
    assert host is not None
    make_test(call, people["coordinator"])
    make_mark(application, people["examiner"], remark="left early")
    _add(WorkDay(institution_id=call.institution_id, day_on=date(2026, 12, 30), is_worked=False, name=call.title))
    world.application_id = application.id
    world.objects = {
        "application": {"application_id": application.id, "document_id": document.id},
        "document": {"document_id": document.id},
        "receipt": {"number": "SNS-0001-1"},
        "vault": {"vault_id": _vault_file(application).id},
        "call": {"call_id": call.id},
        "language_test": {"call_id": call.id},
        "open_call": {"key": call.key},
        "public_call": {"key": call.key, "call_id": call.id},
        "public_partner": {"key": host.key},
        "school_list": {"call_id": call.id, "unit_id": application.unit_id},
        "review": {"review_id": review.id},
        "proposal": {"proposal_id": proposal.id},
        "list_to_release": {"proposal_id": proposal.id},
        "office_proposal": {"call_id": call.id, "proposal_id": proposal.id},
        "office_letter": {"letter_id": letter.id},
        "draft_call": {"call_id": make_call(state="draft").id},
        "export": {"job_id": _export(people["coordinator"]).id},
        "import_run": {"import_id": _import_run(people["administrator"]).id},
        "work_day": {"day": "2026-12-30"},
        "own_letter": {"message_id": letter.id},
        "own_result": {"key": "average"},
        "strange_factor": {"factor_id": _factor_of_somebody_else(person).id},
        "person": {"user_id": person.id},
        "grant": {"grant_id": grant.id},
        "unit": {"unit_id": application.unit_id},
        "attachment": {"attachment_id": attachment.id},
        "no_letter": {},
        "no_calendar": {},
        **_wishes(application),
    }


def _wishes(application: Application) -> dict[str, dict[str, Any]]:
    """A draft of the same student in a call with hosts."""
    exchange = make_exchange()
    make_option(exchange)
    draft = make_application(exchange, db.session.get_one(Student, application.student_id))
    return {"wish_list": {"application_id": draft.id}}


def _import_run(administrator: User) -> ImportRun:
    return _add(
        ImportRun(
            institution_id=administrator.institution_id,
            kind="units",
            state="checked",
            file_name="units.csv",
            byte_count=1,
            sha256=b"",
            requested_by=administrator.id,
        )
    )


def _vault_file(application: Application) -> VaultFile:
    key = storage.new_key(application.institution_id)
    stored = storage.current().put(key, BytesIO(pdf("A passport")), 10_000)
    return _add(
        VaultFile(
            institution_id=application.institution_id,
            student_id=application.student_id,
            kind="passport",
            storage_key=key,
            file_name="passport.pdf",
            media_type="application/pdf",
            byte_count=stored.byte_count,
            sha256=stored.sha256,
        )
    )


def _submission(application: Application) -> Submission:
    return _add(
        Submission(
            institution_id=application.institution_id,
            application_id=application.id,
            sequence=1,
            receipt_number="SNS-0001-1",
            content=judging.freeze(application.id),
        )
    )


def _attachment(call: Call) -> CallAttachment:
    key = storage.new_key(call.institution_id)
    stored = storage.current().put(key, BytesIO(pdf("A notice")), 10_000)
    return _add(
        CallAttachment(
            institution_id=call.institution_id,
            call_id=call.id,
            title=call.title,
            storage_key=key,
            file_name="notice.pdf",
            media_type="application/pdf",
            byte_count=stored.byte_count,
        )
    )


def _export(owner: User) -> Job:
    key = storage.new_key(owner.institution_id)
    stored = storage.current().put(key, BytesIO(b"a table"), 1000)
    file = {"file_name": "files.csv", "media_type": "text/csv", "byte_count": stored.byte_count}
    return _add(
        Job(
            institution_id=owner.institution_id,
            kind="export.files",
            params={"key": key},
            requested_by=owner.id,
            state="done",
            result={**file, "sha256": stored.sha256.hex()},
            ended_at=NOON,
        )
    )


def _letter(application: Application, owner: User) -> OutboxMessage:
    return _add(
        OutboxMessage(
            institution_id=application.institution_id,
            notice="receipt",
            user_id=owner.id,
            address=owner.email,
            application_id=application.id,
            call_id=application.call_id,
            dedupe_key="receipt:1",
            message_id="<1@university.example>",
            state="sent",
            locale="en",
            subject="We have your application",
            body="<p>It is here.</p>",
            rendered_at=NOON,
            sent_at=NOON,
        )
    )


def _sign_in(world: World, name: str, user: User) -> None:
    secret = f"the secret of {name}"
    row = _add(UserSession(institution_id=user.institution_id, user_id=user.id, secret_hash=digest(secret)))
    client = Client.of(world.app)
    put_secret(client, secret)
    cookie = client.get_cookie(world.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    world.cookies[name], world.own_sessions[name] = f"{cookie.key}={cookie.value}", row.id
    world.roles[name], world.user_ids[name] = _role_of(name), user.id


def _factor_of_somebody_else(person: User) -> SecondFactor:
    factor = SecondFactor(
        institution_id=person.institution_id,
        user_id=person.id,
        kind="passkey",
        credential_id=b"key",
        public_key=b"key",
        confirmed_at=NOON,
    )
    db.session.add(factor)
    db.session.commit()
    return factor


def _role_of(name: str) -> str:
    plain = name.removeprefix(FOREIGN)
    return "student" if plain in {"owner", "other_student"} else next(role for role in Role if plain.endswith(role))


def _user(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row
