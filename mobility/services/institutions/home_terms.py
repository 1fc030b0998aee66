"""Sets the terms at home, against which the dates of hosts are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from mobility.core.access import Action
from mobility.core.calendar.clash import HomeTerm
from mobility.core.terms import Actor, Refused
from mobility.database import db, transaction
from mobility.models import Institution
from mobility.queries import home_terms
from mobility.services.casework import audit
from mobility.services.casework.changes import changes
from mobility.services.people.permits import permit

LONGEST_NAME: Final = 100


def set_home_terms(terms: Sequence[HomeTerm], actor: Actor, *, seen: str) -> None:
    """Take over all terms at once, in the order of their days. `seen` is the fingerprint of those shown before.

    Raises Refused `home_term.name_missing`, `home_term.reversed`, `home_term.exams_half`, or `stale.home_terms` where
    somebody else changed them meanwhile.
    """
    permit(actor, Action.SETTINGS_EDIT)
    for term in terms:
        _refuse_flaws(term)
    with transaction():
        query = select(Institution).where(Institution.id == actor.institution_id).with_for_update()
        row = db.session.scalars(query.execution_options(populate_existing=True)).one()
        before = home_terms.terms_of(row.settings.get(home_terms.SETTING))
        if seen != home_terms.seen(before):
            raise Refused("stale.home_terms")
        in_order = sorted(terms, key=lambda term: term.starts_on)
        row.settings = {**row.settings, home_terms.SETTING: [home_terms.as_stored(term) for term in in_order]}
        audit.record(
            actor,
            Action.SETTINGS_EDIT,
            outcome="home_terms",
            object_kind="institution",
            object_id=row.id,
            params=changes({"home_terms": _brief(before)}, {"home_terms": _brief(in_order)}),
        )


def _brief(terms: Sequence[HomeTerm]) -> str:
    """The terms in a line, as the audit keeps them."""
    return "; ".join(f"{term.name.zh_Hans} / {term.name.en}: {_days(term)}" for term in terms)


def _days(term: HomeTerm) -> str:
    days = f"{term.starts_on:%Y-%m-%d}–{term.ends_on:%Y-%m-%d}"
    return days if term.exams_from is None else f"{days} ({term.exams_from:%Y-%m-%d}–{term.exams_to:%Y-%m-%d})"


def _refuse_flaws(term: HomeTerm) -> None:
    if not (term.name.en.strip() and term.name.zh_Hans.strip()):
        raise Refused("home_term.name_missing")
    if (term.exams_from is None) != (term.exams_to is None):
        raise Refused("home_term.exams_half", en=term.name.en, zh_Hans=term.name.zh_Hans)
    exams = (term.exams_from or term.starts_on, term.exams_to or term.ends_on)
    if term.ends_on < term.starts_on or exams[1] < exams[0] or exams[0] < term.starts_on:
        raise Refused("home_term.reversed", en=term.name.en, zh_Hans=term.name.zh_Hans)
