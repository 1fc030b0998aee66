"""The one policy table: which role may do an action, on which cases; everything else is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mobility.core.access.actions import Action
from mobility.core.facts import CaseFacts
from mobility.core.terms import Actor, Grant, Reason, Role

Condition = Callable[[Actor, CaseFacts], Reason | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles that may do an action, and what must hold besides between actor and case."""

    roles: frozenset[Role]
    conditions: tuple[Condition, ...] = ()
    is_for_anybody_signed_in: bool = False


def covers(actor: Actor, grant: Grant, facts: CaseFacts) -> bool:
    """Tell whether one grant of `actor` reaches this case: one's own, of one's school, assigned, of one's call.

    What a deputy holds for somebody never reaches that person's own case.
    """
    if actor.institution_id != facts.institution_id:
        return False
    if grant.holder_student_id is not None and grant.holder_student_id == facts.student_id:
        return False
    match grant.role:
        case Role.STUDENT:
            return actor.student_id == facts.student_id
        case Role.REVIEWER:
            return actor.user_id in facts.reviewer_ids
        case Role.OFFICER | Role.VICE_DEAN:
            return facts.unit_id in grant.unit_ids
        case Role.CHECKER:
            return not grant.unit_ids.isdisjoint(facts.asked_unit_ids)
        case Role.ASSISTANT | Role.EXAMINER if _is_partial(actor, grant, facts):
            return False
        case _:
            in_units = not grant.unit_ids or facts.unit_id in grant.unit_ids
            return in_units and grant.call_id in (None, facts.call_id)


def _is_partial(actor: Actor, grant: Grant, facts: CaseFacts) -> bool:
    """Whoever applied to the call would work on rivals; an examiner may have stepped back from the file as reviewer."""
    is_recused = grant.role is Role.EXAMINER and actor.user_id in facts.recused_ids
    return is_recused or facts.call_id in actor.applied_call_ids


def _not_own_case(actor: Actor, facts: CaseFacts) -> Reason | None:
    if actor.student_id is not None and actor.student_id == facts.student_id:
        return Reason("access.own_case")
    return None


def _not_own_proposal(actor: Actor, facts: CaseFacts) -> Reason | None:
    proposers = {facts.proposed_by, facts.proposed_for}
    if not facts.may_approve_own_proposal and not actor.persons(Role.HEAD).isdisjoint(proposers):
        return Reason("access.own_proposal")
    return None


def _students() -> Rule:
    return Rule(frozenset({Role.STUDENT}))


def _staff(*roles: Role, also: tuple[Condition, ...] = ()) -> Rule:
    """Staff of these roles; nobody acts as staff on an application of their own."""
    return Rule(frozenset(roles), (_not_own_case, *also))


def _system() -> Rule:
    return Rule(frozenset({Role.SYSTEM}))


_ANYBODY: Final = Rule(frozenset(), is_for_anybody_signed_in=True)
_READERS: Final = (Role.COORDINATOR, Role.HEAD, Role.AUDITOR)

POLICY: Final[Mapping[Action, Rule]] = MappingProxyType(
    {
        Action.ACCOUNT_USE: _ANYBODY,
        Action.FACTORS_EDIT: _ANYBODY,
        Action.INBOX_READ: _ANYBODY,
        Action.STUDENT_HOME: _students(),
        Action.STUDENT_RECORD_EDIT: _students(),
        Action.APPLICATION_START: _students(),
        Action.APPLICATION_VIEW: _students(),
        Action.APPLICATION_EDIT: _students(),
        Action.APPLICATION_SUBMIT: _students(),
        Action.APPLICATION_RESUBMIT: _students(),
        Action.APPLICATION_RECALL: _students(),
        Action.APPLICATION_GIVE_UP: _students(),
        Action.APPLICATION_KEEP: _students(),
        Action.CALENDAR_FEED: _students(),
        Action.LATE_ENTER: _students(),
        Action.OFFER_CONFIRM: _students(),
        Action.OFFER_DECLINE: _students(),
        Action.DOCUMENT_UPLOAD: _students(),
        Action.VAULT_USE: _students(),
        Action.DOCUMENT_DOWNLOAD: Rule(
            frozenset({Role.STUDENT, Role.OFFICER, Role.REVIEWER, Role.ASSISTANT, Role.COORDINATOR, Role.HEAD})
        ),
        Action.RECEIPT_OPEN: Rule(frozenset({Role.STUDENT, Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.AUDITOR})),
        Action.SCHOOL_QUEUE: _staff(Role.OFFICER),
        Action.SCHOOL_CHECK: _staff(Role.OFFICER),
        Action.SCHOOL_RETURN: _staff(Role.OFFICER),
        Action.SCHOOL_RANK: _staff(Role.OFFICER),
        Action.SCHOOL_HAND_IN: _staff(Role.OFFICER, Role.VICE_DEAN),
        Action.SCHOOL_REFUSE: _staff(Role.OFFICER),
        Action.SCHOOL_APPROVE: _staff(Role.VICE_DEAN),
        Action.CHECK_QUEUE: _staff(Role.CHECKER),
        Action.CHECK_ANSWER: _staff(Role.CHECKER),
        Action.ASSIST_QUEUE: _staff(Role.ASSISTANT),
        Action.REVIEW_QUEUE: _staff(Role.REVIEWER),
        Action.REVIEW_SCORE: _staff(Role.REVIEWER),
        Action.REVIEW_CONFLICT: _staff(Role.REVIEWER),
        Action.MARK_QUEUE: _staff(Role.EXAMINER),
        Action.MARK_ENTER: _staff(Role.EXAMINER),
        Action.DESK_VIEW: _staff(*_READERS),
        Action.CASE_VIEW: _staff(*_READERS),
        Action.REMARK_ADD: _staff(Role.OFFICER, Role.COORDINATOR, Role.HEAD),
        Action.DOCUMENT_CHECK: _staff(Role.OFFICER, Role.ASSISTANT, Role.COORDINATOR),
        Action.FACT_CONFIRM: _staff(Role.OFFICER, Role.COORDINATOR),
        Action.FACTS_SETTLE: _staff(Role.COORDINATOR),
        Action.QUALIFICATION_DECIDE: _staff(Role.COORDINATOR),
        Action.OFFICE_RETURN: _staff(Role.COORDINATOR),
        Action.REVIEWERS_ASSIGN: _staff(Role.COORDINATOR),
        Action.SELECTION_INVITE: _staff(Role.COORDINATOR),
        Action.LANGUAGE_TEST_EDIT: _staff(Role.COORDINATOR),
        Action.LIST_PROPOSE: _staff(Role.COORDINATOR),
        Action.OBJECTION_UPHOLD: _staff(Role.COORDINATOR),
        Action.OUTCOME_RECORD: _staff(Role.COORDINATOR),
        Action.WAITLIST_CLOSE: _staff(Role.COORDINATOR),
        Action.ADMISSION_DECIDE: _staff(Role.COORDINATOR),
        Action.GROUP_DECIDE: _staff(Role.COORDINATOR),
        Action.HOST_WITHDRAW: _staff(Role.COORDINATOR),
        Action.CALL_CANCEL: _staff(Role.COORDINATOR),
        Action.CALL_VIEW: _staff(*_READERS),
        Action.CALL_EXTEND: _staff(Role.COORDINATOR),
        Action.CALL_ALLOW: _staff(Role.COORDINATOR),
        Action.LATE_CODE_MANAGE: _staff(Role.COORDINATOR),
        Action.CALL_EDIT: _staff(Role.COORDINATOR),
        Action.LETTERS_VIEW: _staff(*_READERS),
        Action.FILES_EXPORT: _staff(Role.COORDINATOR, Role.HEAD),
        Action.LISTS_PRINT: _staff(Role.COORDINATOR, Role.HEAD),
        Action.APPROVAL_QUEUE: _staff(Role.HEAD),
        Action.LIST_APPROVE: _staff(Role.HEAD, also=(_not_own_proposal,)),
        Action.LIST_RETURN: _staff(Role.HEAD),
        Action.RELEASE_CONFIRM: _staff(Role.HEAD, Role.COORDINATOR),
        Action.OVERVIEW_VIEW: _staff(Role.HEAD),
        Action.DEPUTY_NAME: _staff(Role.OFFICER, Role.VICE_DEAN, Role.CHECKER, Role.COORDINATOR, Role.HEAD),
        Action.EXCEPTIONS_VIEW: _staff(Role.HEAD, Role.AUDITOR),
        Action.EXCEPTIONS_EXPORT: _staff(Role.HEAD, Role.AUDITOR),
        Action.PEOPLE_UNREACHABLE: _staff(Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.ADMINISTRATOR),
        Action.ACCOUNT_REQUEST_DECIDE: _staff(Role.OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR),
        Action.PEOPLE_VIEW: _staff(Role.ADMINISTRATOR),
        Action.PEOPLE_INVITE: _staff(Role.ADMINISTRATOR),
        Action.PEOPLE_EDIT: _staff(Role.ADMINISTRATOR),
        Action.ROLES_EDIT: _staff(Role.ADMINISTRATOR),
        Action.FACTORS_END: _staff(Role.ADMINISTRATOR),
        Action.UNITS_VIEW: _staff(Role.ADMINISTRATOR),
        Action.SETTINGS_EDIT: _staff(Role.ADMINISTRATOR),
        Action.DATA_IMPORT: _staff(Role.ADMINISTRATOR, Role.COORDINATOR),
        Action.AUDIT_VIEW: _staff(Role.AUDITOR),
        Action.AUDIT_EXPORT: _staff(Role.AUDITOR),
        Action.DRAFT_EXPIRE: _system(),
        Action.RETURN_EXPIRE: _system(),
        Action.LIST_RELEASE: _system(),
        Action.NOTICE_END: _system(),
        Action.OFFER_LAPSE: _system(),
        Action.FEE_LAPSE: _system(),
        Action.SCHOOL_SILENCE: _system(),
        Action.PERSON_EXPORT: _system(),
        Action.PERSON_ERASE: _system(),
        Action.ALTERNATE_MOVE_UP: _system(),
    }
)


NEEDS_FRESH_PROOF: Final = frozenset(
    {
        Action.FACTORS_EDIT,
        Action.FACTORS_END,
        Action.ROLES_EDIT,
        Action.DEPUTY_NAME,
        Action.PEOPLE_INVITE,
        Action.LIST_PROPOSE,
        Action.LIST_APPROVE,
        Action.RELEASE_CONFIRM,
        Action.ADMISSION_DECIDE,
        Action.GROUP_DECIDE,
        Action.CALL_CANCEL,
        Action.FILES_EXPORT,
        Action.AUDIT_EXPORT,
        Action.EXCEPTIONS_EXPORT,
    }
)
"""Who has a second factor proves themselves by it again, lately, before these: roles, mass decisions, and exports of
personal data. A page that does one of the others for many says so itself (`guarded(…, needs_fresh_proof=True)`)."""


def check(actor: Actor, action: Action, facts: CaseFacts | None = None) -> Reason | None:
    """Answer None when `actor` may do `action`, else the reason why not.

    Without `facts` only the role is asked (may this person come to that desk at all); with them the case as well:
    own, of one's school, assigned, of one's call. An action without a rule is refused.
    """
    rule = POLICY.get(action)
    if rule is None:
        return Reason("access.no_rule", {"action": str(action)})
    if rule.is_for_anybody_signed_in:
        return None if actor.user_id is not None else Reason("access.not_signed_in")
    grants = [grant for grant in actor.grants if grant.role in rule.roles]
    if not grants:
        return Reason("access.role" if actor.user_id is not None else "access.not_signed_in")
    if facts is None:
        return None
    if not any(covers(actor, grant, facts) for grant in grants):
        return Reason("access.not_yours")
    for condition in rule.conditions:
        if (reason := condition(actor, facts)) is not None:
            return reason
    return None
