"""Tells whoever saves a name or an answer at once what no printed sheet will be able to show of it."""

from __future__ import annotations

from flask import flash

from mobility.i18n import _
from mobility.services.papers.typesetting import unprintable


def tell_unprintable(*typed: object) -> None:
    """Say at once which characters of what was typed no printed sheet can show; they are kept all the same."""
    if marks := unprintable("".join(str(value) for value in typed)):
        flash(
            _(
                "Saved, but printed sheets and PDFs cannot show these characters: %(marks)s. If one belongs to a name, "
                "write the name in Latin letters too, or tell the office.",
                marks=" ".join(marks),
            ),
            "signal",
        )
