"""What a person likes: their language and their colors, kept with the account so that every browser follows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import update

from mobility.core.access import Action
from mobility.core.terms import LOCALES, Actor, Refused
from mobility.database import transaction
from mobility.models import User
from mobility.services.people.permits import permit

THEMES: Final = ("light", "dark")


def prefer(actor: Actor, *, locale: str | None = None, theme: str | None = None) -> None:
    """Keep a person's own choice of language or colors; what is not given stays, the theme "" means the system's.

    Raises Refused `preference.unknown` for a language or theme that the program does not have.
    """
    permit(actor, Action.ACCOUNT_USE)
    if locale not in (None, *LOCALES) or theme not in (None, "", *THEMES):
        raise Refused("preference.unknown")
    values = {"locale": locale, "theme": theme}
    chosen = {name: value or None for name, value in values.items() if value is not None}
    if chosen:
        with transaction() as session:
            session.execute(update(User).where(User.id == actor.user_id).values(chosen))
