"""What the pages of this desk share: what the student saw, what was ticked, how parts are called."""

from __future__ import annotations

from flask import request

from mobility.i18n import in_current
from mobility.queries.content import WISHES, Held
from mobility.queries.tasks import WISHES_TITLE


def seen_stage() -> str | None:
    """The stage that the page showed; None where the form does not say."""
    return request.form.get("stage")


def seen_fingerprint() -> str | None:
    """The fingerprint of the content that the page showed."""
    return request.form.get("fingerprint")


def is_ticked(name: str) -> bool:
    """Whether a box was ticked."""
    return request.form.get(name) == "yes"


def titles_of(held: Held) -> dict[str, str]:
    """What the sections and documents of an application are called, by key, in the current language."""
    sections = {section.key: in_current(section.title) for section in held.form.questionnaire.sections}
    documents = {kind.key: in_current(kind.title) for kind in held.form.documents}
    return {**sections, WISHES: in_current(WISHES_TITLE), **documents}
