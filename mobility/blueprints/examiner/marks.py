"""The applicants of one test in a dense list: a mark each, kept one or many at a time, and handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.examiner.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import ngettext
from mobility.queries import keyset, language_marks
from mobility.queries.language_marks import PAGE_SIZE, MarkPage
from mobility.services.language_tests.enter import Entry, enter
from mobility.services.language_tests.hand_over import hand_over as give_to_office
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.wording import describe_reason

NOTHING: Final[Mapping[int, Any]] = {}


@desk.get("/<int:call_id>")
@guarded(Action.MARK_ENTER)
def marks(call_id: int) -> str:
    """A page of the applicants, narrowed by its address."""
    kept = _kept()
    page = language_marks.page(
        call_id,
        actor(),
        kept.get("q", ""),
        is_open_only="show" in kept,
        after=request.args.get("after", type=int),
    )
    return _page(call_id, page)


@desk.post("/<int:call_id>")
@guarded(Action.MARK_ENTER)
def save(call_id: int) -> ResponseReturnValue:
    """Keep the rows that were changed, one or many; those that are refused come back with what was typed."""
    typed = _typed()
    try:
        entered = enter(call_id, typed, actor())
    except Refused as refused:
        if refused.code != "mark.closed":
            raise
        return _page(call_id, _again(call_id, typed), typed, reasons=refused.reasons), 422
    if entered.count:
        flash(ngettext("%(n)s mark is kept.", "%(n)s marks are kept.", entered.count), "good")
    if entered.against:
        is_stale = any(one.code == "stale.mark" for reasons in entered.against.values() for one in reasons)
        refused_rows = [one for one in typed if one.application_id in entered.against]
        page = _again(call_id, refused_rows)
        return _page(call_id, page, refused_rows, entered.against), 409 if is_stale else 422
    return redirects.to("examiner.marks", call_id=call_id, **_kept())


@desk.post("/<int:call_id>/hand-over")
@guarded(Action.MARK_ENTER)
def hand_over(call_id: int) -> ResponseReturnValue:
    """Give the office the marks that it has not yet."""
    try:
        count = give_to_office(call_id, actor())
    except Refused as refused:
        if refused.code.endswith(".unknown"):
            raise
        flash(describe_reason(refused.reasons[0]), "signal")
    else:
        flash(ngettext("%(n)s mark is handed over.", "%(n)s marks are handed over.", count), "good")
    return redirects.to("examiner.marks", call_id=call_id)


def _page(
    call_id: int,
    page: MarkPage,
    typed: Sequence[Entry] = (),
    against: Mapping[int, Sequence[Reason]] = NOTHING,
    *,
    reasons: Sequence[Reason] = (),
) -> str:
    kept = _kept()
    following = page.following and url_for("examiner.marks", call_id=call_id, after=page.following, **kept)
    return render_template(
        "examiner/marks.html",
        test=language_marks.sitting(call_id, actor()),
        page=page,
        typed={one.application_id: one for one in typed},
        against=against,
        reasons=reasons,
        kept=kept,
        next_url=following,
    )


def _again(call_id: int, typed: Sequence[Entry]) -> MarkPage:
    """The rows that were sent and not kept, whatever the list is narrowed to."""
    return language_marks.lines(call_id, actor(), [one.application_id for one in typed])


def _kept() -> dict[str, Any]:
    """What the list is narrowed to, as its address holds it."""
    found = {"q": request.args.get("q", "")[:100].strip(), "show": request.args.get("show", "")}
    return {name: value for name, value in found.items() if value and (name != "show" or value == "open")}


def _typed() -> list[Entry]:
    """The rows as they were sent: at most those of one page, each by the field that says what it showed."""
    sent = request.form
    ids = [keyset.key(name.removeprefix("seen-")) for name in sent if name.startswith("seen-")]
    return [
        Entry(
            application_id=one,
            mark=sent.get(f"mark-{one}", "")[:40],
            is_absent=f"absent-{one}" in sent,
            remark=sent.get(f"remark-{one}", ""),
            reason=sent.get(f"reason-{one}", ""),
            seen=sent.get(f"seen-{one}", ""),
        )
        for one in ids
        if one is not None
    ][:PAGE_SIZE]
