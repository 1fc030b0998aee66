"""Proposes the list of decisions: who is a candidate, who a reserve in which position, who is not selected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.access.deputies import grant_used
from mobility.core.terms import Actor, Param, Reason, Refused, Role
from mobility.core.workflow import Workflow
from mobility.database import db, now, transaction
from mobility.models import Application, Call, Proposal, RoleGrant
from mobility.queries import definitions, deputies, hosts, scope, stages
from mobility.queries.held_places import held_count
from mobility.services.calls.reach import take
from mobility.services.casework import audit, remarks
from mobility.services.casework.door import advance
from mobility.services.casework.together import each
from mobility.services.notices.outbox import post
from mobility.services.people.permits import permit


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one file; `position` orders the reserves from 1, a candidate may be placed at a host.

    `reason`: why somebody goes on who does not meet the conditions by the facts that count.
    """

    outcome: str
    position: int | None = None
    host_option_id: int | None = None
    reason: str = ""


def outcomes_of(workflow: Workflow) -> tuple[str, ...]:
    """What a list of this kind of program can decide: whatever its release knows how to tell."""
    return tuple(move.outcome for move in workflow.moves_of(Action.LIST_RELEASE) if move.outcome)


def propose(call_id: int, decisions: Mapping[int, Proposed], actor: Actor, *, note: str = "") -> int:
    """Propose the whole list as one act and return the proposal's id; heads get a letter, students nothing.

    Every file from whose stage a list can be proposed must be decided, by the outcomes that a release has. Raises
    Refused `call.unknown`, `proposal.open` where one is under way, the flaws of the list at once
    (`proposal.undecided`, `proposal.unknown_outcome`, `proposal.position_missing`, `proposal.position_twice`,
    `proposal.position_gap`, `proposal.over_places`, `proposal.over_left` where earlier lists hold places,
    `proposal.over_host`), or what the door says of each file, with its `application_id`.
    """
    permit(actor, Action.LIST_PROPOSE)
    with transaction() as session:
        call = take(call_id, actor)
        _refuse_second(call_id)
        in_question = _files(call_id, actor)
        _refuse_flaws(call, in_question, decisions)
        used = grant_used(actor, Action.LIST_PROPOSE, call_id=call_id)
        proposal = Proposal(
            institution_id=call.institution_id,
            call_id=call_id,
            note=note.strip() or None,
            proposed_by=actor.user_id,
            proposed_for=used.held_for if used else None,
            proposed_at=now(),
        )
        session.add(proposal)
        session.flush()
        each(in_question, lambda one: _propose(one, decisions[one], proposal, actor))
        _tell_heads(proposal)
        params = {"call_id": call_id, "count": len(in_question)}
        audit.record(actor, Action.LIST_PROPOSE, object_kind="proposal", object_id=proposal.id, params=params)
        return proposal.id


def _propose(application_id: int, decision: Proposed, proposal: Proposal, actor: Actor) -> None:
    params = _params(decision, proposal)
    if decision.reason.strip():
        application = remarks.locked(application_id, actor)
        params["remark"] = remarks.write(application, actor, decision.reason, is_shown_to_student=False)
    advance(application_id, Action.LIST_PROPOSE, actor, params=params)


def _refuse_second(call_id: int) -> None:
    """One list at a time; the call is locked, so nobody proposes another meanwhile."""
    open_lists = select(Proposal.id).where(Proposal.call_id == call_id, Proposal.state.in_(("proposed", "approved")))
    if db.session.scalar(open_lists) is not None:
        raise Refused("proposal.open")


def _files(call_id: int, actor: Actor) -> list[int]:
    query = scope.applications(actor, Role.COORDINATOR).with_only_columns(Application.id)
    mine = query.where(Application.call_id == call_id, stages.proposable())
    return list(db.session.scalars(mine.order_by(Application.id)))


def _params(decision: Proposed, proposal: Proposal) -> dict[str, Param]:
    params: dict[str, Param] = {"decision": decision.outcome, "proposal_id": proposal.id}
    if decision.outcome == "reserve":
        params["position"] = decision.position
    if decision.outcome == "candidate" and decision.host_option_id is not None:
        params["host_option_id"] = decision.host_option_id
    return params


def _refuse_flaws(call: Call, in_question: list[int], decisions: Mapping[int, Proposed]) -> None:
    if not in_question:
        raise Refused("selection.no_files")
    if set(decisions) - set(in_question):
        raise Refused("application.unknown")
    reasons = []
    if undecided := len(set(in_question) - set(decisions)):
        reasons.append(Reason("proposal.undecided", {"count": undecided}))
    reasons += _flaws(call, list(decisions.values()))
    if reasons:
        first, *more = reasons
        raise Refused(first.code, *more, **first.params)


def _flaws(call: Call, decisions: list[Proposed]) -> list[Reason]:
    found = []
    allowed = outcomes_of(definitions.workflow(call.workflow_id))
    if any(decision.outcome not in allowed for decision in decisions):
        found.append(Reason("proposal.unknown_outcome"))
    positions = [decision.position for decision in decisions if decision.outcome == "reserve"]
    if any(position is None or position < 1 for position in positions):
        found.append(Reason("proposal.position_missing"))
    twice = sorted(position for position, count in Counter(positions).items() if position and count > 1)
    found += [Reason("proposal.position_twice", {"position": position}) for position in twice]
    if not found and sorted(position for position in positions if position) != list(range(1, len(positions) + 1)):
        found.append(Reason("proposal.position_gap", {"count": len(positions)}))
    return [*found, *_over_places(call, decisions), *_over_hosts(call, decisions)]


def _over_places(call: Call, decisions: list[Proposed]) -> Iterator[Reason]:
    """More candidates than places, those of earlier lists counted; the call is locked, so that stays true."""
    if call.place_count is None:
        return
    count, held = sum(decision.outcome == "candidate" for decision in decisions), held_count(call.id)
    if held and count and held + count > call.place_count:
        yield Reason("proposal.over_left", {"places": call.place_count, "count": count, "held": held})
    elif not held and count > call.place_count:
        yield Reason("proposal.over_places", {"places": call.place_count, "count": count})


def _over_hosts(call: Call, decisions: list[Proposed]) -> Iterator[Reason]:
    """Hosts for which more candidates are named than they have free places, before the door is asked of each file."""
    named = Counter(decision.host_option_id for decision in decisions if decision.outcome == "candidate")
    for option in hosts.options(call.id, Actor.system(call.institution_id)):
        if named[option.id] > option.free_count:
            figures: dict[str, Param] = {"places": option.free_count, "count": named[option.id]}
            yield Reason("proposal.over_host", {"en": option.name.en, "zh_Hans": option.name.zh_Hans, **figures})


def _tell_heads(proposal: Proposal) -> None:
    heads = select(RoleGrant.id).where(RoleGrant.institution_id == proposal.institution_id, RoleGrant.role == Role.HEAD)
    for user_id in deputies.at_desk(heads):
        post(
            "list_to_approve",
            user_id,
            institution_id=proposal.institution_id,
            call_id=proposal.call_id,
            params={"proposal_id": proposal.id},
            dedupe_key=f"list_to_approve:{proposal.id}:{user_id}",
        )
