"""The list of files, and one file with everything that can be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import render_template, request, url_for

from mobility.blueprints.coordinator.desk import desk
from mobility.blueprints.coordinator.forms import DecideForm, ObjectionForm, OutcomeForm, SettleForm
from mobility.core.access import Action
from mobility.core.terms import Role, Text
from mobility.queries import calls, checks, earlier_documents, letters, selection
from mobility.queries import desk as desks
from mobility.queries.case import StaffCase, case
from mobility.queries.desk import FileFilter
from mobility.queries.scope import OFFICE_ROLES
from mobility.web.forms.blaming import BlamingForm
from mobility.web.forms.staff import RemarkForm, ReturnForm, items_of
from mobility.web.guards import actor, guarded
from mobility.web.identity import home, now


@desk.get("/files")
@guarded(Action.DESK_VIEW)
def files() -> str:
    wanted = wanted_files()
    return render_template(
        "coordinator/files.html",
        page=desks.files(actor(), wanted, request.args.get("after", "")),
        wanted=wanted,
        kept=kept(wanted),
        calls=calls.calls(actor()),
        units=calls.units(actor()),
        stages=_stages(wanted),
        address=_file_address(kept(wanted)),
        is_ticked="tick" in request.args,
        now=now(),
    )


@desk.get("/files/<int:application_id>")
@guarded(Action.CASE_VIEW)
def file(application_id: int) -> str:
    return page(application_id)


def page(application_id: int, **forms: object) -> str:
    """One file; a form that was refused is handed in by its name and shown again with what was typed."""
    found = case(application_id, actor(), now(), *(set(OFFICE_ROLES) - {Role.SYSTEM}))
    wanted = wanted_files()
    previous, following = desks.neighbors(actor(), application_id, wanted)
    shown = {
        "return_form": _return_form(found),
        "remark_form": RemarkForm(formdata=None),
        "decide_form": DecideForm(formdata=None),
        "objection_form": ObjectionForm(formdata=None),
        "outcome_form": _outcome_form(found),
        "settle_form": SettleForm(formdata=None, seen=found.drift.seen),
    } | forms
    return render_template(
        "coordinator/file.html",
        case=found,
        earlier=earlier_documents.of_desk(application_id),
        letters=letters.of_application(application_id, actor()),
        checks=checks.answers_of(application_id) if found.facts.asked_unit_ids else (),
        previous=previous,
        following=following,
        kept=kept(wanted),
        stale=next((form for form in forms.values() if isinstance(form, BlamingForm) and form.is_stale), None),
        **shown,
    )


def _return_form(found: StaffCase) -> ReturnForm | None:
    if not found.can(Action.OFFICE_RETURN):
        return None
    return ReturnForm.suggested(items_of(found.held), found.time_zone, now(), home().id)


def _outcome_form(found: StaffCase) -> OutcomeForm | None:
    if not found.can(Action.OUTCOME_RECORD):
        return None
    return OutcomeForm.suggested(found, selection.hosts(found.program_id), now())


def wanted_files() -> FileFilter:
    """The filter that the address holds, so that it survives a reload and can be shared."""
    return FileFilter(
        call_id=request.args.get("call", type=int),
        stage=request.args.get("stage", "")[:64],
        work=request.args.get("work", "")[:16],
        unit_id=request.args.get("unit", type=int),
        text=request.args.get("text", "")[:100],
        sort=request.args.get("sort", "since"),
    )


def kept(wanted: FileFilter) -> dict[str, str | int]:
    """The filter as arguments of an address, without what is not set."""
    names = {"call_id": "call", "unit_id": "unit"}
    return {names.get(key, key): value for key, value in asdict(wanted).items() if value not in (None, "", "since")}


def _file_address(kept_filter: Mapping[str, Any]) -> tuple[str, str]:
    """What stands before and after the number in the address of a file, found once for a whole list."""
    before, _, after = url_for("coordinator.file", application_id=0, **kept_filter).partition("/0")
    return f"{before}/", after


def _stages(wanted: FileFilter) -> list[tuple[str, Text]]:
    """The stages to filter by: those of the chosen call."""
    if wanted.call_id is None:
        return []
    workflow = calls.call(wanted.call_id, actor()).workflow
    return [(stage.key, stage.title) for stage in workflow.stages if stage.key != workflow.initial]
