"""Messages as WTForms is annotated to take them: typed as text, put into words only when they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its annotations

from mobility import i18n
from mobility.i18n import LazyText


def lazy(msgid: str, /, **params: object) -> str:
    """A message for later, for a label, a hint or an error of a form that is defined once and shown in any language."""
    return shown(i18n.lazy(msgid, **params))


def shown(text: LazyText) -> str:
    """A message that stands in a table of words already."""
    return cast("str", text)


def choices(pairs: Iterable[tuple[str, object]]) -> list[Any]:
    """What a list or a row of radio buttons offers, from pairs of value and label."""
    return [SelectChoice(value, cast("str", label)) for value, label in pairs]
