"""Proposing the list of decisions: typed row by row, shown as a whole, sent in one act, printed for the seal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Reason, Refused, Role
from mobility.i18n import _
from mobility.queries import calls, lists
from mobility.queries import selection as selections
from mobility.queries.calls import OfficeCall
from mobility.queries.held_places import held_count
from mobility.queries.hosts import Option, options
from mobility.queries.lists import About
from mobility.queries.selection import Candidate
from mobility.services.selection.allot import Allotted, allot
from mobility.services.selection.propose import Proposed, outcomes_of, propose
from mobility.services.selection.suggest import suggest
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now

Typed = dict[int, Proposed]
MOST_DIGITS = 6


@desk.get("/calls/<int:call_id>/proposal")
@guarded(Action.LIST_PROPOSE)
def proposal(call_id: int) -> str:
    call, candidates = calls.call(call_id, actor()), selections.candidates(call_id, actor())
    offered = options(call_id, actor())
    if "suggest" not in request.args:
        return _page(call, candidates, {}, offered)
    if not offered:
        return _page(call, candidates, suggest(candidates, _left(call)), offered)
    seed = request.args.get("seed", call_id, type=int)
    found = allot(candidates, offered, local_date(now(), call.time_zone), seed=seed, places=_left(call))
    return _page(call, candidates, dict(found.decisions), offered, allotted=found)


@desk.post("/calls/<int:call_id>/proposal/preview")
@guarded(Action.LIST_PROPOSE)
def preview_proposal(call_id: int) -> str:
    call, candidates = calls.call(call_id, actor()), selections.candidates(call_id, actor())
    return _page(call, candidates, _typed(candidates), options(call_id, actor()), is_preview=True)


@desk.post("/calls/<int:call_id>/proposal")
@guarded(Action.LIST_PROPOSE)
def send_proposal(call_id: int) -> ResponseReturnValue:
    call, candidates = calls.call(call_id, actor()), selections.candidates(call_id, actor())
    typed = _typed(candidates)
    try:
        propose(call_id, typed, actor(), note=request.form.get("note", "")[:2000])
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        return _page(call, candidates, typed, options(call_id, actor()), refused.reasons), 422
    flash(_("The list is with the head of the office now. Nobody else hears of it before the release."), "good")
    return redirects.to("coordinator.selection", call_id=call_id)


@desk.get("/calls/<int:call_id>/proposals/<int:proposal_id>/print")
@guarded(Action.LIST_PROPOSE)
def print_proposal(call_id: int, proposal_id: int) -> str:
    call = calls.call(call_id, actor())
    proposal = selections.past_proposal(proposal_id, call_id, actor())
    about = About(call_id, proposal_id=proposal_id)
    return render_template(
        "print/list.html",
        table=lists.table(lists.PROPOSED, about, actor(), now(), (Role.COORDINATOR,)),
        title=call.title,
        zone=call.time_zone,
        now=now(),
        notes=(("", _("Proposed by %(name)s", name=proposal.proposed_by)), (_("Note"), proposal.note)),
        back_url=url_for("coordinator.selection", call_id=call_id),
        back_label=_("Home selection"),
    )


def _left(call: OfficeCall) -> int | None:
    """The places that earlier lists have left, None while their number is not known."""
    return None if call.place_count is None else max(0, call.place_count - held_count(call.id))


def _page(
    call: OfficeCall,
    candidates: Sequence[Candidate],
    typed: Typed,
    offered: Sequence[Option],
    reasons: tuple[Reason, ...] = (),
    *,
    is_preview: bool = False,
    allotted: Allotted | None = None,
) -> str:
    outcomes = outcomes_of(call.workflow)
    named = Counter(one.host_option_id for one in typed.values() if one.outcome == "candidate")
    return render_template(
        "coordinator/proposal.html",
        call=call,
        left=_left(call),
        candidates=candidates,
        outcomes=outcomes,
        options={one.id: one for one in offered},
        named=named,
        allotted=allotted,
        typed=typed,
        positions={one.id: request.form.get(f"position-{one.id}", "")[:20] for one in candidates},
        note=request.form.get("note", ""),
        reasons=[reason for reason in reasons if "application_id" not in reason.params],
        against=_by_file(reasons),
        is_preview=is_preview,
        counts={key: sum(one.outcome == key for one in typed.values()) for key in outcomes},
    )


def _by_file(reasons: tuple[Reason, ...]) -> dict[int, list[Reason]]:
    """What stands against single files, by their id."""
    found: dict[int, list[Reason]] = {}
    for reason in reasons:
        if "application_id" in reason.params:
            found.setdefault(int(str(reason.params["application_id"])), []).append(reason)
    return found


def _typed(candidates: Sequence[Candidate]) -> Typed:
    """What was chosen for each file; one left open is left out, a position that is no number counts as 0."""
    typed: Typed = {}
    for one in candidates:
        outcome = request.form.get(f"outcome-{one.id}", "")
        position = request.form.get(f"position-{one.id}", "").strip()
        if outcome:
            host = request.form.get(f"host-{one.id}", type=int) if outcome == "candidate" else None
            reason = request.form.get(f"reason-{one.id}", "")[:2000] if one.needs_reason else ""
            typed[one.id] = Proposed(outcome, _number(position) if outcome == "reserve" else None, host, reason)
    return typed


def _number(position: str) -> int | None:
    if not position:
        return None
    return int(position) if position.isdecimal() and len(position) <= MOST_DIGITS else 0
