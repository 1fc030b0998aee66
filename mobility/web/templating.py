"""What every page's template may name: words, dates, the frame around it and the components it is built of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g
from jinja2 import StrictUndefined
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from mobility import i18n, regions, wording
from mobility.core.access import Action, check
from mobility.core.eligibility import field_name
from mobility.core.questions import AnyQuestion, Value, display
from mobility.web.assets import asset
from mobility.web.frame import Frame
from mobility.web.guards import actor
from mobility.web.navigation import url_if_there
from mobility.web.tracing import request_id
from mobility.wording import document_checks, eligibility, facts, lists, programs, record_changes


class Components:
    """All macros of templates/components/ui.html, so that a page says `ui.field(form.email)` and imports nothing."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app.jinja_env.get_template("components/ui.html").module, name)


def prepare(app: Flask) -> None:
    """Set what must be set before the first template is read: nothing undefined passes, everything is escaped."""
    app.jinja_options = {
        "undefined": StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
    }


def install(app: Flask) -> None:
    """Give templates their words. `_` answers plain text, which is escaped; {% trans %} may hold markup of its own."""
    env = app.jinja_env
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # set by the extension of gettext
    env.filters["language"] = i18n.language_name
    env.globals.update(
        {name: getattr(i18n, name) for name in _WORDS},
        _=i18n._,
        gettext=_gettext,
        ngettext=_ngettext,
        region_name=regions.region_name,
        describe=wording.describe,
        describe_reason=wording.describe_reason,
        frame=Frame(),
        ui=Components(app),
        asset=asset,
        url_if_there=url_if_there,
        request_id=request_id,
        deadline=_deadline,
        may=_may,
        answer_text=_answer_text,
        field_name=field_name,
        kind_name=programs.kind_name,
        term_name=programs.term_name,
        cell_text=lists.cell_text,
        return_reasons=tuple(document_checks.REASONS),
        why_returned=document_checks.told,
        level_name=eligibility.level_name,
        fact_name=facts.name_of,
        fact_value=facts.value_of,
        fact_origin=facts.origin_of,
        change_words=record_changes.words_of,
    )


_WORDS = (
    "current_locale",
    "direction",
    "format_date",
    "format_datetime",
    "format_time",
    "format_money",
    "format_deadline",
    "format_number",
    "format_share",
    "in_current",
    "language_name",
    "language_tag",
    "relative_days",
    "time_left",
)


def _deadline(at: datetime, zone: str | None = None) -> str:
    """A deadline seen from the moment of this request, in `zone` or the institution's time zone."""
    return i18n.format_deadline(at, zone or i18n.current_zone(), g.visit.now)


def _may(action: str) -> bool:
    """Whether the person asking may come to the pages of an act, so that nobody is shown a door that stays shut."""
    return check(actor(), Action(action)) is None


def _answer_text(question: AnyQuestion, value: Value | None) -> str:
    return display(question, value, i18n.current_locale())


@pass_eval_context
def _gettext(context: EvalContext, msgid: str, **params: object) -> str:
    text = i18n.catalog_of(i18n.current_locale()).gettext(msgid)
    return (Markup(text) if context.autoescape else text) % params  # noqa: S704 - our own catalogs; params are escaped


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, n: int, **params: object) -> str:
    text = i18n.catalog_of(i18n.current_locale()).ngettext(singular, plural, n)
    filled = {"n": n, "num": n, **params}
    return (Markup(text) if context.autoescape else text) % filled  # noqa: S704 - as above
