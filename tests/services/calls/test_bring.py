"""A call from a file: a draft with program, hosts and conditions; every fault by its line and key, and then nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mobility.core.terms import Actor, Refused, Role
from mobility.database import db
from mobility.i18n import use_locale
from mobility.models import AuditEvent, Call, Definition, HostOption, Partner, Program, ProgramPartner
from mobility.queries import definitions
from mobility.services.calls.bring import bring, judge
from mobility.services.calls.draft import publish
from mobility.wording import describe_reason
from tests.factories.calls import make_partner
from tests.factories.people import actor, make_staff
from tests.services.calls.example import CALL


def _faults(text: str, who: Actor) -> list[tuple[str, object, object]]:
    with pytest.raises(Refused) as refused:
        bring(text.encode(), who)
    assert db.session.scalar(select(func.count()).select_from(Call)) == 0
    return [
        (one.code.removeprefix("call_file."), one.params["line"], one.params["key"]) for one in refused.value.reasons
    ]


def test_a_file_becomes_a_draft_with_everything_in_it(coordinator: Actor) -> None:
    call = db.session.get_one(Call, bring(CALL.encode(), coordinator))
    assert (call.state, call.key, call.edition, call.choice_limit) == ("draft", "exchange-2027", 2027, 3)
    assert (call.opens_at.isoformat(), call.deadline_at.isoformat()) == (
        "2026-10-15T00:00:00+00:00",
        "2026-11-02T15:59:00+00:00",
    )
    program = db.session.get_one(Program, call.program_id)
    assert (program.key, program.kind, program.name.zh_Hans) == ("exchange", "exchange", "校际交换项目")
    options = db.session.scalars(select(HostOption).order_by(HostOption.position)).all()
    assert [(one.key, one.term, one.length_months, one.place_count) for one in options] == [
        ("lyon-spring", "2027-spring", 5, 2),
        ("lyon-year", "2027-year", None, None),
    ]
    assert options[0].eligibility_id is None
    assert options[1].eligibility_id is not None
    assert [rule.key for rule in definitions.rules(options[1].eligibility_id).rules] == ["master"]
    assert [rule.key for rule in definitions.rules(call.eligibility_id).rules] == ["level"]
    assert db.session.scalars(select(Partner.key).join(ProgramPartner)).all() == ["lyon"]
    assert db.session.scalars(select(AuditEvent.outcome)).all() == ["imported"]
    publish(call.id, coordinator, version=call.version)
    assert call.state == "published"


def test_judging_writes_nothing(coordinator: Actor) -> None:
    assert judge(CALL.encode(), coordinator).record.key == "exchange-2027"
    tables = (Call, Program, Partner, Definition, AuditEvent)
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in tables] == [0] * 5


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("edition: 2027\n", "", [("missing", 1, "edition")]),
        ("starts_on:", "start_on:", [("unknown_key", 12, "start_on")]),
        ("deadline: 2026-11-02 23:59", "deadline: 2026-02-30 23:59", [("not_moment", 11, "deadline")]),
        ("starts_on: 2027-02-20", "starts_on: 2027-02-31", [("not_date", 12, "starts_on")]),
        ("choice_limit: 3", "choice_limit: three", [("not_number", 13, "choice_limit")]),
        ("choice_limit: 3", "choice_limit: 0", [("not_number", 13, "choice_limit")]),
        ("levels: [6, 7]}", "levels: [6, 12]}", [("not_number", 18, "rules.1.levels.2")]),
        ("months: 5", "months: five", [("not_number", 22, "hosts.1.months")]),
        ("partner: lyon\n", "partner: oslo\n", [("no_partner", 24, "hosts.2.partner")]),
        ("key: lyon-year", "key: lyon-spring", [("twice", 23, "hosts.2.key")]),
        ("edition: 2027\n", "edition: 2027\nedition: 2028\n", [("twice", 8, "edition")]),
        ("opens: 2026-10-15", "opens: 2026-12-15", [("closes_first", 11, "deadline")]),
        (
            "zh_Hans: 校际交换项目}",
            "fr: Échange}",
            [("missing", 4, "new_program.name.zh_Hans"), ("unknown_key", 4, "new_program.name.fr")],
        ),
        ("number_prefix: EX2027", "number_prefix: ex 2027", [("not_key", 9, "number_prefix")]),
    ],
)
def test_every_fault_is_named_by_line_and_key(
    coordinator: Actor, old: str, new: str, faults: list[tuple[str, int, str]]
) -> None:
    assert old in CALL
    assert _faults(CALL.replace(old, new, 1), coordinator) == faults


def test_all_faults_are_told_at_once_in_the_order_of_the_lines_and_in_both_languages(coordinator: Actor) -> None:
    text = (
        CALL.replace("edition: 2027\n", "").replace("months: 5", "months: five").replace("country: FR", "country: fr")
    )
    found = _faults(text, coordinator)
    assert [(code, key) for code, _line, key in found] == [
        ("missing", "edition"),
        ("not_key", "partners.1.country"),
        ("not_number", "hosts.1.months"),
    ]
    with pytest.raises(Refused) as refused, use_locale("zh_Hans"):
        bring(text.encode(), coordinator)
    with use_locale("zh_Hans"):
        assert describe_reason(refused.value.reasons[0]) == "第1行，edition：缺少此项。"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"- a\n- b\n", "empty"),
        (b"a: [1\n", "not_yaml"),
        (b"\xff\xfe\x00", "not_utf8"),
        (b"a: " + b"x" * 600_000, "too_large"),
        (b"a: &a [1]\nb: *a\n", "reference"),
        (b"[" * 100_000, "not_yaml"),
        (b"!!python/object/apply:os.system ['true']\n", "empty"),
    ],
)
def test_what_is_no_such_file_is_refused(coordinator: Actor, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=rf"call_file\.{code}"):
        judge(content, coordinator)


def test_what_is_there_is_taken_and_what_is_taken_is_told(coordinator: Actor) -> None:
    partner = make_partner(key="lyon")
    bring(CALL.encode(), coordinator)
    assert db.session.scalars(select(Partner.id).where(Partner.key == "lyon")).all() == [partner.id]
    with pytest.raises(Refused) as refused:
        bring(CALL.encode(), coordinator)
    assert [one.code for one in refused.value.reasons] == ["call_file.program_there", "call_file.key_taken"]


def test_who_coordinates_one_call_or_none_makes_no_new_ones(coordinator: Actor) -> None:
    call = db.session.get_one(Call, bring(CALL.encode(), coordinator))
    for person in (make_staff(Role.COORDINATOR, call=call), make_staff(Role.HEAD)):
        with pytest.raises(Refused, match=r"access\."):
            judge(CALL.encode(), actor(person))
