"""Answers that were sent after a sign-in had ended: sealed into the sign-in form, and from there back to their form.

Nothing of it is kept anywhere but in the page: it opens with our key alone, for an hour, and only for the student whose
application it belongs to.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from flask import current_app, request

from mobility.core.terms import Actor, Refused
from mobility.queries import application as applications
from mobility.queries.identity import actor_of
from mobility.secrecy import Place, Undecipherable, seal_bytes, unseal_bytes
from mobility.web.forms.dynamic import ASKED, PREFIX

View = TypeVar("View", bound=Callable[..., Any])

BROUGHT_BACK: Final = "brought_back"
"""The field that says that answers are only to be shown in their form again, not saved."""

MOST_BYTES: Final = 200_000
GOOD_FOR: Final = timedelta(hours=1)
_SENT_WITH: Final = frozenset({ASKED, "revision", "seen_answers"})
_WISHES: Final = frozenset({"option", "act", "is_willing"})
_PLACE: Final = Place("sign_in", "carried", 0)


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields of a form of the application, and where they were sent."""

    application_id: int
    path: str
    fields: tuple[tuple[str, str], ...]


def carries(view: View) -> View:
    """Mark a view of an application whose answers are worth carrying; it shows them again with `BROUGHT_BACK`."""
    view.__dict__["carries_answers"] = True
    return view


def sealed(now: datetime) -> str | None:
    """The answers of this request; None where it has none to carry, or more than fits."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "carries_answers", False):
        return None
    sent = [(name, one) for name, values in request.form.lists() if _is_carried(name) for one in values]
    if not any(_is_answer(name) for name, _one in sent):
        return None
    content = {
        "application_id": (request.view_args or {})["application_id"],
        "path": request.path,
        "fields": sent,
        "until": (now + GOOD_FOR).isoformat(),
    }
    plain = json.dumps(content).encode()
    return None if len(plain) > MOST_BYTES else urlsafe_b64encode(seal_bytes(plain, _PLACE)).decode()


def opened(text: str | None, user_id: int, now: datetime) -> Carried | None:
    """What was sealed, for its own student within its time; None for everybody and everything else."""
    try:
        content = json.loads(unseal_bytes(urlsafe_b64decode(text or ""), _PLACE))
    except (Undecipherable, Error, ValueError):
        return None
    if datetime.fromisoformat(content["until"]) < now or not _is_own(content["application_id"], actor_of(user_id), now):
        return None
    return Carried(content["application_id"], content["path"], tuple((name, one) for name, one in content["fields"]))


def _is_own(application_id: int, actor: Actor, now: datetime) -> bool:
    try:
        applications.own(application_id, actor, now)
    except Refused:
        return False
    return True


def _is_carried(name: str) -> bool:
    return name in _SENT_WITH or _is_answer(name)


def _is_answer(name: str) -> bool:
    return name in _WISHES or name.startswith(PREFIX)
