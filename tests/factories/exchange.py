"""Fills in an exchange application through the services, with its wishes, as a student would."""

from __future__ import annotations

from typing import Any, Final

from mobility.core.terms import Actor
from mobility.models import Call, HostOption
from mobility.queries.receipt import Receipt
from mobility.services.applications.choices import save_choices
from mobility.services.applications.save_section import save_section
from mobility.services.applications.start import start
from mobility.services.applications.submit import submit
from tests.factories.filled import ANSWERS as SCHOLARSHIP
from tests.factories.filled import put

_WORDS: Final = "I want to see how hospitals there care for the old and to learn from them. " * 6

ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "contact": SCHOLARSHIP["contact"],
    "plan": {"motivation": _WORDS, "courses": "Anatomy, Physiology, Nursing Ethics"},
    "background": {"has_certificate": "no", "knows_credits": "yes", "knows_costs": "yes"},
}
"""Sound answers to every section, as a browser sends them."""


def begin_exchange(call: Call, actor: Actor, *options: HostOption, is_willing: bool = False) -> int:
    """A draft with these wishes that lacks nothing but its submit."""
    application_id = start(call.key, actor)
    for key, answers in ANSWERS.items():
        save_section(application_id, key, answers, actor, revision=0)
    put(application_id, "transcript", actor)
    save_choices(application_id, [one.id for one in options], actor, is_willing=is_willing, revision=0)
    return application_id


def hand_in_exchange(call: Call, actor: Actor, *options: HostOption, is_willing: bool = False) -> Receipt:
    """An exchange application that was submitted with these wishes."""
    application_id = begin_exchange(call, actor, *options, is_willing=is_willing)
    return submit(application_id, actor, has_declared=True)
