"""What functions are asked about when they are asked directly: things of the world, by the names of parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import select, true

from mobility.core.access import Action
from mobility.core.terms import Actor, Grant, Role
from mobility.database import db, now
from mobility.models import Application, Call, Deputy, LateCode, Partner, Program, SchoolList, Student, User, VaultFile
from mobility.queries.exceptions import ExceptionFilter
from mobility.queries.institution import settings_of
from mobility.queries.people import PeopleFilter
from mobility.services.documents.check import Said
from mobility.services.institutions.edit import Change
from mobility.services.people.roles import NewRole
from mobility.storage.store import Stored
from tests.factories.people import PASSWORD, home
from tests.security.twin import AWAY
from tests.security.world import World


def given(world: World) -> dict[str, Any]:
    """What is asked about, by the names of parameters."""
    objects = world.objects
    return {
        "application_id": world.application_id,
        "call_id": objects["call"]["call_id"],
        "call_key": objects["open_call"]["key"],
        "key": objects["open_call"]["key"],
        "unit_id": objects["unit"]["unit_id"],
        "user_id": objects["person"]["user_id"],
        "document_id": objects["document"]["document_id"],
        "attachment_id": objects["attachment"]["attachment_id"],
        "job_id": objects["export"]["job_id"],
        "import_id": objects["import_run"]["import_id"],
        "review_id": objects["review"]["review_id"],
        "list_id": objects["prepared_list"]["list_id"],
        "message_id": objects["own_letter"]["message_id"],
        "partner_key": objects["public_partner"]["key"],
        "session_id": world.own_sessions["owner"],
        "holder_id": objects["deputy"]["user_id"],
        "deputy_row_id": objects["deputy"]["deputy_row_id"],
        "grant_id": objects["grant"]["grant_id"],
        "student_id": db.session.get_one(Application, world.application_id).student_id,
        "kinds": ("units", "students"),
        "year": 2026,
        "day": date(2026, 12, 30),
        "first": date(2026, 12, 30),
        "last": date(2026, 12, 30),
        "now": now(),
        "text": "",
        "after": None,
        "version": 1,
    }


def _first_partner() -> int:
    return db.session.scalars(select(Partner.id).order_by(Partner.id).limit(1)).one()


def _prepared_list(world: World) -> dict[str, Any]:
    found = db.session.get_one(SchoolList, world.objects["prepared_list"]["list_id"])
    return {"call_id": found.call_id, "unit_id": found.unit_id, "version": found.version}


def _file(world: World) -> Any:
    """A call's file as far as these functions read it."""
    call = db.session.get_one(Call, world.objects["call"]["call_id"])
    program, partner = db.session.get_one(Program, call.program_id), world.objects["public_partner"]["key"]
    hosts = [SimpleNamespace(partner=partner, key="host", starts_on=None, ends_on=None)]
    record = SimpleNamespace(program=program.key, new_program=None, partners=(), hosts=hosts)
    return SimpleNamespace(record=record, fault=lambda code, *_place, **_params: code)


def _call(world: World) -> Any:
    return db.session.get_one(Call, world.objects["call"]["call_id"])


def _of_the_twin(name: str) -> Callable[[World], dict[str, Any]]:
    """Asked about what the other university has, or about what comes after it in a list."""
    return lambda w: {name: w.objects["call"]["call_id"] + AWAY}


BESIDES: Final[Mapping[str, Callable[[World], dict[str, Any]]]] = {
    "queries/audit.py _numbered": lambda w: {"number": db.session.get_one(Application, w.application_id).number},
    "queries/catalog/partners.py partners": lambda _w: {"before": _first_partner() + AWAY},
    "queries/catalog/partners.py _conditions": lambda _w: {"country": ""},
    "queries/catalog/wanted.py _with_word": lambda _w: {"word": "a", "holds": lambda *_: true()},
    "queries/catalog/wanted.py _is_for_field": lambda _w: {"prefix": "0"},
    "queries/deputies.py of_person": lambda w: {"user_id": w.objects["deputy"]["user_id"]},
    "queries/drafts.py calls": _of_the_twin("after"),
    "queries/exceptions.py search": lambda _w: {"wanted": ExceptionFilter()},
    "queries/imports.py vanished": lambda w: {
        "of": SimpleNamespace(kind="units", vanished_ids=(w.objects["unit"]["unit_id"],)),
        "start": 0,
    },
    "queries/notice_list.py public_notice": lambda w: {"call_key": w.objects["public_notice"]["key"]},
    "queries/people.py search": lambda _w: {"wanted": PeopleFilter()},
    "queries/pipeline.py _shown": _of_the_twin("after"),
    "queries/school.py calls": lambda _w: {"after": ""},
    "queries/school.py _going_on": lambda w: {
        "after": f"{w.objects['call']['call_id'] + AWAY}~{w.objects['unit']['unit_id'] + AWAY}"
    },
    "queries/school.py listing": _of_the_twin("call_id"),
    "queries/scope.py _reach": lambda _w: {"grant": Grant(Role.STUDENT)},
    "services/applications/late.py enter": lambda _w: {"code": "X"},
    "services/applications/late.py _code": lambda w: {
        "call": _call(w),
        "code": db.session.get_one(LateCode, w.objects["late_code"]["late_code_id"]).code,
    },
    "services/applications/late.py _locked": lambda w: {"call": _call(w)},
    "services/calls/bring.py _faults_of_hosts": lambda w: {"file": _file(w)},
    "services/calls/bring.py _is_there": lambda _w: {"table": Call},
    "services/calls/bring.py _program": lambda w: {"file": _file(w)},
    "services/calls/bring.py _partners": lambda w: {"file": _file(w)},
    "services/calls/late_codes.py _invited": lambda w: {
        "number": db.session.query(Student.number).filter_by(user_id=w.user_ids["other_student"]).one()[0]
    },
    "services/casework/reading.py _note": lambda w: {
        "action": Action.CASE_VIEW,
        "outcome": "scores_read",
        "thing": ("application", w.application_id),
    },
    "services/documents/check.py _is_said_already": lambda w: {
        "document": SimpleNamespace(
            version=2,
            replaced_at=None,
            state="accepted",
            checked_by=w.user_ids["coordinator"],
            return_code="",
            return_reason="",
        ),
        "said": Said("accept", 1),
    },
    "services/institutions/edit.py edit": lambda _w: {
        "change": Change(settings_of(Actor.system(home().id)), "what was seen")
    },
    "services/institutions/home_terms.py set_home_terms": lambda _w: {"terms": (), "seen": ""},
    "services/institutions/school_rule.py set_needs_vice_dean": lambda _w: {"wanted": True, "seen": None},
    "services/people/credentials.py set_passwords": lambda w: {
        "user_ids": [w.user_ids["owner"]],
        "password": "a walk along the river",
    },
    "services/people/credentials.py _prove": lambda _w: {"current": PASSWORD},
    "services/people/deputies.py _lock": lambda w: {
        "grant_id": db.session.get_one(Deputy, w.objects["deputy"]["deputy_row_id"]).role_grant_id
    },
    "services/people/deputies.py _found": lambda w: {
        "email": db.session.get_one(User, w.user_ids["coordinator"]).email
    },
    "services/people/passkeys.py use": lambda _w: {"credential": '{"id": "a2V5"}', "site": None},
    "services/people/preferences.py prefer": lambda _w: {"locale": "en", "theme": "dark"},
    "services/people/roles.py grant": lambda _w: {"new": NewRole(Role.HEAD)},
    "services/people/sessions.py sign_out": lambda _w: {"secret": "the secret of owner"},
    "services/school/taking_back.py _claim": _prepared_list,
    "services/selection/assign.py _reviewers": lambda w: {"reviewer_ids": [w.user_ids["other_reviewer"]]},
    "services/vault/keep.py _keep": lambda w: {
        "kind": "passport",
        "made": None,
        "stored": Stored(1, db.session.get_one(VaultFile, w.objects["vault"]["vault_id"]).sha256),
        "key": "k",
        "expires_on": None,
    },
}
"""What some functions are asked about besides, or in its place."""
