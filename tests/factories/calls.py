"""Makes programs, partners and calls for tests: the nursing scholarship with its own workflow, questions and rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Final, TypeVar

from mobility.core import eligibility
from mobility.core.programs import scholarship
from mobility.core.programs.form import Form, dump_form
from mobility.core.programs.scholarship_form import FORM, eligibility_rules
from mobility.core.terms import Text
from mobility.core.workflow import Workflow
from mobility.database import Base, db
from mobility.models import Call, Definition, Institution, Partner, Program, ProgramPartner
from mobility.queries import definitions
from tests.factories.people import home

NOON: Final = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)
"""12:00 in Beijing on Monday 12 October 2026: the moment at which tests begin; set the clock to it."""

DEADLINE: Final = datetime(2026, 10, 20, 15, 59, tzinfo=UTC)
"""23:59 in Beijing on Tuesday 20 October 2026, eight days after NOON."""

_numbers = count(1)
Row = TypeVar("Row", bound=Base)


def make_partner(institution: Institution | None = None, **columns: Any) -> Partner:
    """A polytechnic in Singapore."""
    number = next(_numbers)
    given = {
        "institution_id": (institution or home()).id,
        "key": f"host-{number}",
        "name": Text(en="Nanyang Polytechnic", zh_Hans="南洋理工学院"),
        "country": "SG",
        "city": Text(en="Singapore", zh_Hans="新加坡"),
        "website": "https://host.example/",
    }
    return _add(Partner(**(given | columns)))


def make_program(institution: Institution | None = None, *, partners: list[Partner] | None = None) -> Program:
    """The scholarship, with one host where none are given."""
    institution = institution or home()
    program = _add(
        Program(
            institution_id=institution.id,
            key=f"program-{next(_numbers)}",
            kind="scholarship",
            name=Text(en="Singapore Nursing Scholarship", zh_Hans="新加坡护理医科奖学金项目"),
            summary=Text(en="A diploma in nursing, fully funded.", zh_Hans="全额资助的护理专业文凭。"),
        )
    )
    for position, partner in enumerate(partners or [make_partner(institution)], 1):
        _add(ProgramPartner(program_id=program.id, partner_id=partner.id, position=position))
    return program


def make_definition(institution: Institution, kind: str, body: dict[str, Any]) -> Definition:
    """A published definition; what is parsed of earlier ones is forgotten, since a rollback gives ids again."""
    definitions.forget()
    number = next(_numbers)
    return _add(Definition(institution_id=institution.id, kind=kind, key=f"{kind}-{number}", version=1, body=body))


def make_call(
    program: Program | None = None,
    *,
    form: Form = FORM,
    rules: eligibility.Rules | None = None,
    workflow: Workflow = scholarship.WORKFLOW,
    **columns: Any,
) -> Call:
    """A published call, of the scholarship unless another workflow is given, open at NOON and closed at DEADLINE."""
    program = program or make_program()
    institution = db.session.get_one(Institution, program.institution_id)
    number = next(_numbers)
    wanted = rules or eligibility_rules(2026, date(2027, 1, 5))
    given: dict[str, Any] = {
        "institution_id": institution.id,
        "program_id": program.id,
        "key": f"call-{number}",
        "edition": 21,
        "title": Text(en=f"Singapore Nursing Scholarship, edition {number}", zh_Hans=f"新加坡护理项目（第{number}届）"),
        "state": "published",
        "opens_at": NOON - timedelta(days=10),
        "deadline_at": DEADLINE,
        "time_zone": "Asia/Shanghai",
        "workflow_id": make_definition(institution, "workflow", workflow.model_dump(mode="json")).id,
        "questionnaire_id": make_definition(institution, "questionnaire", dump_form(form)).id,
        "eligibility_id": make_definition(institution, "eligibility", eligibility.dump(wanted)).id,
        "number_prefix": f"SNS{number}",
        "starts_on": date(2027, 1, 5),
        "notice": Text(en="First-years of nursing may sign up.", zh_Hans="护理类专业一年级学生可以报名。"),
        "bond": Text(en="Six years of work in Singapore.", zh_Hans="在新加坡服务六年。"),
        "timetable": [{"on": "2026-10-20", "name": {"en": "Sign-up ends", "zh_Hans": "报名截止"}}],
    }
    return _add(Call(**(given | columns)))


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
