"""Makes proposed lists and assigned reviews for tests of the reviewer's and the head's desks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mobility.core.terms import Role
from mobility.database import now
from mobility.models import Application, Call, Proposal, User
from tests.factories.calls import make_call
from tests.factories.cases import make_application, make_decision, make_proposal, make_review
from tests.factories.people import make_staff


@dataclass(frozen=True)
class Listed:
    """A proposed list with its files, in the order of the outcomes asked for."""

    proposal: Proposal
    files: tuple[Application, ...]
    proposer: User


OUTCOMES = ("candidate", "candidate", "reserve", "not_selected")


def make_list(
    call: Call | None = None,
    outcomes: Sequence[str] = OUTCOMES,
    *,
    proposer: User | None = None,
    scores: Sequence[float] = (),
) -> Listed:
    """A list of new files in the stage of approval, reserves positioned from 1; each file has the scores given."""
    call = call or make_call()
    proposer = proposer or make_staff(Role.COORDINATOR)
    reviewers = [make_staff(Role.REVIEWER) for _score in scores]
    proposal = make_proposal(call, proposer, note="As the panel advised.")
    files = []
    position = 0
    for number, outcome in enumerate(outcomes, 1):
        application = make_application(call, state="approval", school_outcome="recommended", school_rank=number)
        position += outcome == "reserve"
        make_decision(proposal, application, outcome, position=position if outcome == "reserve" else None)
        for reviewer, score in zip(reviewers, scores, strict=True):
            make_review(application, reviewer, score=Decimal(str(score)), submitted_at=now())
        files.append(application)
    return Listed(proposal, tuple(files), proposer)
