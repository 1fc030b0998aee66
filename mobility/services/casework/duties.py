"""Whether an institution wants a list proposed, approved and released by different people, and who else could."""

from __future__ import annotations

from sqlalchemy import or_, select

from mobility.core.access.duties import SEPARATED
from mobility.core.terms import Role
from mobility.database import db
from mobility.models import Institution, Proposal, RoleGrant, User


def are_separated(institution_id: int) -> bool:
    """The setting as it is until the caller's transaction ends: whoever changes it waits, and is waited for."""
    query = select(Institution.settings).where(Institution.id == institution_id).with_for_update(read=True)
    return bool(db.session.scalars(query).one().get(SEPARATED))


def _done_by(proposal: Proposal) -> tuple[int | None, ...]:
    """Who proposed and decided, and for whom where deputies did."""
    return proposal.proposed_by, proposal.proposed_for, proposal.decided_by, proposal.decided_for


def who_may_release(proposal: Proposal) -> list[int]:
    """Active heads and coordinators of the call who neither proposed nor decided about the list."""
    query = (
        select(RoleGrant.user_id)
        .distinct()
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.institution_id == proposal.institution_id,
            RoleGrant.role.in_((Role.HEAD, Role.COORDINATOR)),
            RoleGrant.unit_id.is_(None),
            or_(RoleGrant.call_id.is_(None), RoleGrant.call_id == proposal.call_id),
            RoleGrant.ended_at.is_(None),
            User.is_active,
        )
    )
    return sorted(set(db.session.scalars(query)) - set(_done_by(proposal)))
