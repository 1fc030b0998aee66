"""The conditions that a move may name: each looks at the facts and answers None or the reason against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from mobility.core.facts import CaseFacts
from mobility.core.terms import Param, Reason

Guard = Callable[[CaseFacts, Mapping[str, Param]], Iterator[Reason]]


def _deadline_open(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """Until the deadline, or one's own later one, with the call's grace, both included; by the server's clock alone."""
    if facts.now < facts.opens_at:
        yield Reason("deadline.not_open_yet", {"opens_at": facts.opens_at.isoformat()})
    if facts.now > facts.closes_at + facts.grace:
        yield Reason("deadline.passed", {"deadline_at": facts.closes_at.isoformat()})


def _deadline_passed(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.now <= facts.deadline_at + facts.grace:
        yield Reason("deadline.not_passed")


def _entry_closed(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """Nothing can be handed in any more, by a late code neither."""
    if facts.now <= facts.closes_at + facts.grace:
        yield Reason("deadline.not_passed")


def _call_published(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if not facts.is_call_published:
        yield Reason("call.not_published")


def _complete(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.missing is None:
        yield Reason("content.not_read")
    else:
        yield from facts.missing


def _eligible(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """What is unknown does not stop a student: the school and the office check it. Limits count a file only once."""
    if facts.eligibility == "not_eligible":
        yield Reason("eligibility.not_eligible")
    if facts.over_limit is not None and facts.submission_count == 0:
        yield facts.over_limit


def _eligible_or_reasoned(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """On towards a place goes who meets the conditions by the facts that count, or for whom somebody says why."""
    if facts.needs_reason and params.get("decision") != "not_selected" and params.get("remark") in (None, ""):
        yield Reason("eligibility.needs_reason")


def _declared(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if params.get("has_declared") is not True:
        yield Reason("declaration.missing")


def _school_list_open(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.is_school_list_handed_in:
        yield Reason("school_list.handed_in")


def _school_outcome(wanted: str) -> Guard:
    def guard(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
        if facts.school_outcome != wanted:
            yield Reason("school_list.other_outcome", {"outcome": facts.school_outcome, "wanted": wanted})
        if wanted in ("recommended", "alternate") and facts.school_rank is None:
            yield Reason("school_list.no_rank")

    return guard


def _return_open(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """A returned file follows its own date, also after the call's deadline."""
    if facts.returned_until is None or facts.now > facts.returned_until + facts.grace:
        until = facts.returned_until
        yield Reason("return.passed", {"until": until.isoformat() if until else None})


def _return_passed(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.returned_until is None or facts.now <= facts.returned_until + facts.grace:
        yield Reason("return.still_open")


def _ranking_fact_changed(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if not facts.has_ranking_fact_changed:
        yield Reason("return.ranking_unchanged")


def _ranking_fact_same(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.has_ranking_fact_changed:
        yield Reason("return.ranking_changed")


def _date_ahead(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    until = params.get("until")
    if not isinstance(until, str) or until <= facts.now.isoformat():
        yield Reason("return.date_not_ahead")


def _assessed(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.review_count == 0 and params.get("decision") != "not_selected":
        yield Reason("selection.not_scored")


def _alternate_waits(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """A school's alternate takes part beyond the cap, so it may be a reserve but not a candidate until moved up."""
    if facts.school_outcome == "alternate" and params.get("decision") == "candidate":
        yield Reason("selection.alternate")


def _decision(wanted: str) -> Guard:
    def guard(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
        if facts.decision_outcome != wanted:
            yield Reason("decision.other", {"decision": facts.decision_outcome, "wanted": wanted})

    return guard


def _release_due(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.release_at is None or facts.now < facts.release_at:
        yield Reason("release.not_due")


def _notice_ended(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.notice_until is None or facts.now < facts.notice_until:
        yield Reason("notice.running")


def _notice_running(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.notice_until is None or facts.now >= facts.notice_until:
        yield Reason("notice.ended")


def _offer_open(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """An offer can be answered up to its confirm-by instant, included; it has no grace, since an alternate waits."""
    if facts.offer_state != "open":
        yield Reason("offer.not_open")
    elif facts.confirm_by is None or facts.now > facts.confirm_by:
        yield Reason("offer.lapsed")


def _offer_due(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.offer_state != "open" or facts.confirm_by is None or facts.now <= facts.confirm_by:
        yield Reason("offer.still_open")


def _offices_answered(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """Every office that was asked has answered; over a "no" only who says why in a remark may qualify."""
    has_remark = params.get("remark") not in (None, "")
    yield from offices_answered(facts.open_check_count, 0 if has_remark else facts.refused_check_count)


def offices_answered(open_count: int, refused_count: int) -> Iterator[Reason]:
    """The reason against going on while so many offices have not answered, or so many have answered no."""
    if open_count:
        yield Reason("checks.open", {"count": open_count})
    elif refused_count:
        yield Reason("checks.said_no", {"count": refused_count})


def _papers_in(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.missing_papers is None:
        yield Reason("content.not_read")
    else:
        yield from facts.missing_papers


def _host_named(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """A candidate is proposed for a host, one that was wished for or, of the willing, any."""
    if params.get("decision") != "candidate":
        return
    option = params.get("host_option_id")
    if option is None:
        yield Reason("selection.no_host")
    elif option not in facts.choices and not facts.is_willing:
        yield Reason("selection.host_not_wished")


def _call_cancelled(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if not facts.is_call_cancelled:
        yield Reason("call.not_cancelled")


def _silence_counts(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    """No answer counts as "no objection" once the school's time is over, where the call says so."""
    if not facts.silence_is_consent or facts.due_at is None or facts.now < facts.due_at:
        yield Reason("consent.not_given")


def _fee_asked(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if not facts.has_fee:
        yield Reason("fee.none")


def _no_fee(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.has_fee:
        yield Reason("fee.due")


def _fee_overdue(facts: CaseFacts, params: Mapping[str, Param]) -> Iterator[Reason]:
    if facts.due_at is None or facts.now <= facts.due_at:
        yield Reason("fee.not_overdue")


GUARDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {
        "call_published": _call_published,
        "deadline_open": _deadline_open,
        "deadline_passed": _deadline_passed,
        "entry_closed": _entry_closed,
        "complete": _complete,
        "eligible": _eligible,
        "eligible_or_reasoned": _eligible_or_reasoned,
        "declared": _declared,
        "school_list_open": _school_list_open,
        "listed_recommended": _school_outcome("recommended"),
        "listed_alternate": _school_outcome("alternate"),
        "listed_not_recommended": _school_outcome("not_recommended"),
        "return_open": _return_open,
        "return_passed": _return_passed,
        "ranking_fact_changed": _ranking_fact_changed,
        "ranking_fact_same": _ranking_fact_same,
        "date_ahead": _date_ahead,
        "assessed": _assessed,
        "alternate_waits": _alternate_waits,
        "decided_candidate": _decision("candidate"),
        "decided_reserve": _decision("reserve"),
        "decided_not_selected": _decision("not_selected"),
        "release_due": _release_due,
        "notice_ended": _notice_ended,
        "notice_running": _notice_running,
        "offer_open": _offer_open,
        "offer_due": _offer_due,
        "offices_answered": _offices_answered,
        "papers_in": _papers_in,
        "host_named": _host_named,
        "call_cancelled": _call_cancelled,
        "silence_counts": _silence_counts,
        "fee_asked": _fee_asked,
        "no_fee": _no_fee,
        "fee_overdue": _fee_overdue,
    }
)

CONTENT_GUARDS: Final = frozenset({"complete", "eligible", "papers_in"})
"""Guards for which answers, documents and the student's record have to be read."""
