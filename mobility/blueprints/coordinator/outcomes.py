"""What was decided outside, for many files at once: ticked by hand, shown, then recorded."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.forms import OutcomeForm
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import Reason, Refused
from mobility.core.workflow import Stage, Workflow
from mobility.i18n import ngettext
from mobility.queries import calls
from mobility.queries import desk as desks
from mobility.queries import selection as selections
from mobility.queries.calls import OfficeCall
from mobility.queries.desk import FileFilter
from mobility.services.outcomes.record import record, rehearse
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.strictness import repeats


@desk.get("/calls/<int:call_id>/outcomes")
@guarded(Action.OUTCOME_RECORD, needs_fresh_proof=True)
def outcomes(call_id: int) -> str:
    return page(calls.call(call_id, actor()))


@desk.post("/calls/<int:call_id>/outcomes/preview")
@guarded(Action.OUTCOME_RECORD, needs_fresh_proof=True)
@repeats("id")
def preview_outcomes(call_id: int) -> ResponseReturnValue:
    call = calls.call(call_id, actor())
    form = _form(call, is_sent=True)
    chosen = request.form.getlist("id", type=int)
    if form.validate_on_submit():
        try:
            rehearse(dict.fromkeys(chosen, form.outcome_in(call.time_zone)), actor())
        except Refused as refused:
            return _blamed(call, form, refused), 422
        return _preview(call, form, chosen)
    return page(call, form), form.status


@desk.post("/calls/<int:call_id>/outcomes")
@guarded(Action.OUTCOME_RECORD, needs_fresh_proof=True)
@repeats("id")
def record_many(call_id: int) -> ResponseReturnValue:
    call = calls.call(call_id, actor())
    form = _form(call, is_sent=True)
    if form.validate_on_submit():
        chosen = request.form.getlist("id", type=int)
        try:
            count = record(dict.fromkeys(chosen, form.outcome_in(call.time_zone)), actor())
        except Refused as refused:
            return _blamed(call, form, refused), 422
        flash(recorded_words(count), "good")
        return redirects.to("coordinator.outcomes", call_id=call_id, stage=_stage(call).key)
    return page(call, form), form.status


def recorded_words(count: int) -> str:
    return ngettext("%(n)s outcome is recorded.", "%(n)s outcomes are recorded.", count)


def page(call: OfficeCall, form: OutcomeForm | None = None, sheet_reasons: Sequence[Reason] = ()) -> str:
    """The files of one stage outside, with the form that records for those ticked and the one that takes a file."""
    stage = _stage(call)
    return render_template(
        "coordinator/outcomes.html",
        call=call,
        stages=_outside(call.workflow),
        stage=stage,
        page=desks.files(actor(), FileFilter(call.id, stage.key, sort="number"), request.args.get("after", "")),
        form=form or _form(call, is_sent=False),
        ticked=frozenset(request.form.getlist("id", type=int)),
        is_all_ticked="tick" in request.args,
        against=form.against if form else {},
        codes=tuple(
            dict.fromkeys(move.outcome for move in call.workflow.moves_of(Action.OUTCOME_RECORD) if move.outcome)
        ),
        sheet_reasons=sheet_reasons,
    )


def _preview(call: OfficeCall, form: OutcomeForm, chosen: Sequence[int]) -> str:
    stage = _stage(call)
    move = call.workflow.move(stage.key, Action.OUTCOME_RECORD, form.outcome.data)
    return render_template(
        "coordinator/outcomes_preview.html",
        call=call,
        stage=stage,
        form=form,
        move=move,
        target=call.workflow.stage(move.target) if move else stage,
        chosen=desks.chosen(actor(), chosen, Action.OUTCOME_RECORD).fitting,
        host=dict(selections.hosts(call.program_id)).get(form.host.data),
        confirm_by=form.outcome_in(call.time_zone).confirm_by,
    )


def _blamed(call: OfficeCall, form: OutcomeForm, refused: Refused) -> str:
    """The page again, with what stands against single files beside them and all else beside the fields."""
    if refused.code.endswith(".unknown"):
        raise refused
    form.blame_many(refused)
    return page(call, form)


def _stage(call: OfficeCall) -> Stage:
    """The stage that the address names, else the first from which an outcome is recorded."""
    possible = _outside(call.workflow)
    return next((stage for stage in possible if stage.key == request.args.get("stage")), possible[0])


def _outside(workflow: Workflow) -> list[Stage]:
    """The stages from which an outcome is recorded."""
    keys = {key for move in workflow.moves_of(Action.OUTCOME_RECORD) for key in move.sources}
    return [stage for stage in workflow.stages if stage.key in keys]


def _form(call: OfficeCall, *, is_sent: bool) -> OutcomeForm:
    moves = call.workflow.moves_from(_stage(call).key)
    names = [move.outcome for move in moves if move.action is Action.OUTCOME_RECORD and move.outcome]
    hosts = selections.hosts(call.program_id)
    if is_sent:
        return OutcomeForm.of(names, hosts)
    return OutcomeForm.empty(names, hosts, local_date(now(), call.time_zone))
