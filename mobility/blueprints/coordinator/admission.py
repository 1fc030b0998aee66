"""Rolling admission: the files in order of sign-up or by score, decided row by row, shown, then done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import ngettext
from mobility.queries import calls, hosts
from mobility.queries.admission import Applicant, Order, applicants
from mobility.queries.hosts import Option
from mobility.services.admission.decide import OUTCOMES, Admission, admit
from mobility.services.admission.suggest import suggest
from mobility.web import redirects
from mobility.web.guards import actor, guarded

Typed = dict[int, Admission]
MOST_DIGITS: Final = 18


@desk.get("/calls/<int:call_id>/admission")
@guarded(Action.ADMISSION_DECIDE)
def admission(call_id: int) -> str:
    shown, options = applicants(call_id, actor(), _order()), hosts.options(call_id, actor())
    return _page(call_id, shown, options, suggest(shown, options) if "suggest" in request.args else {})


@desk.post("/calls/<int:call_id>/admission/preview")
@guarded(Action.ADMISSION_DECIDE)
def preview_admission(call_id: int) -> str:
    shown, options = applicants(call_id, actor(), _order()), hosts.options(call_id, actor())
    return _page(call_id, shown, options, _typed(shown, options), is_preview=True)


@desk.post("/calls/<int:call_id>/admission")
@guarded(Action.ADMISSION_DECIDE)
def send_admission(call_id: int) -> ResponseReturnValue:
    shown, options = applicants(call_id, actor(), _order()), hosts.options(call_id, actor())
    typed = _typed(shown, options)
    versions = {one.id: version for one in shown if (version := _number(f"version-{one.id}")) is not None}
    try:
        count = admit(call_id, typed, actor(), order=[one.id for one in shown], versions=versions)
    except Refused as refused:
        if refused.code in ("call.unknown", "application.unknown"):
            raise
        return _page(call_id, shown, options, typed, refused.reasons), 422
    flash(
        ngettext(
            "%(n)s file is decided; its student is told.", "%(n)s files are decided; their students are told.", count
        ),
        "good",
    )
    return redirects.to("coordinator.admission", call_id=call_id, order=_order())


def _page(
    call_id: int,
    shown: Sequence[Applicant],
    options: Sequence[Option],
    typed: Typed,
    reasons: tuple[Reason, ...] = (),
    *,
    is_preview: bool = False,
) -> str:
    against: dict[int, list[Reason]] = {}
    for reason in reasons:
        if "application_id" in reason.params:
            against.setdefault(int(str(reason.params["application_id"])), []).append(reason)
    return render_template(
        "coordinator/admission.html",
        call=calls.call(call_id, actor()),
        applicants=shown,
        options=[one for one in options if one.is_open],
        typed=typed,
        order=_order(),
        reasons=[reason for reason in reasons if "application_id" not in reason.params],
        against=against,
        is_preview=is_preview,
        counts={key: sum(one.outcome == key for one in typed.values()) for key in OUTCOMES},
    )


def _order() -> Order:
    return "score" if request.args.get("order") == "score" else "signup"


def _typed(shown: Sequence[Applicant], options: Sequence[Option]) -> Typed:
    """What was chosen for each file; one left open is left out. A place without a host is at the only one there is."""
    only = options[0].id if len(options) == 1 else None
    typed: Typed = {}
    for one in shown:
        outcome = request.form.get(f"outcome-{one.id}", "")
        if outcome:
            option_id = (_number(f"host-{one.id}") or only) if outcome == "placed" else None
            typed[one.id] = Admission(outcome, option_id, request.form.get(f"remark-{one.id}", "")[:2000])
    return typed


def _number(name: str) -> int | None:
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else None
