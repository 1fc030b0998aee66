"""Tables to import: uploaded, looked at while a job reads them, their columns chosen, then imported whole."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.core.access import Action
from mobility.core.terms import Reason, Refused
from mobility.i18n import _
from mobility.queries import imports as reading
from mobility.queries.imports import PAGE_SIZE, Run
from mobility.services.imports import ask
from mobility.services.imports.kinds import KINDS
from mobility.services.imports.reading import MOST_BYTES, PHASES
from mobility.web import redirects
from mobility.web.guards import actor, guarded
from mobility.web.paging import next_page
from mobility.web.uploads import FILE, takes_file_of

COLUMN = "column-"
"""The beginning of the names of the fields that say under which heading a column stands."""


@desk.route("/imports", methods=["GET", "POST"])
@guarded(Action.DATA_IMPORT, needs_fresh_proof=True)
@takes_file_of(MOST_BYTES)
def imports() -> ResponseReturnValue:
    """The imports so far, and a form that takes a file."""
    if request.method == "GET":
        return _list()
    given = request.files.get(FILE)
    if given is None or not given.filename:
        return _list((Reason("import.no_file"),)), 422
    try:
        # werkzeug's IO[bytes] is a BinaryIO
        import_id = ask.upload(request.form.get("kind", ""), given.stream, given.filename, actor())  # type: ignore[arg-type]  # a stream of bytes
    except Refused as refused:
        return _list(refused.reasons), 422
    return redirects.to("admin.import_run", import_id=import_id)


@desk.get("/imports/<int:import_id>")
@guarded(Action.DATA_IMPORT, needs_fresh_proof=True)
def import_run(import_id: int) -> ResponseReturnValue:
    return _page(_run(import_id))


@desk.post("/imports/<int:import_id>/columns")
@guarded(Action.DATA_IMPORT, needs_fresh_proof=True)
def import_columns(import_id: int) -> ResponseReturnValue:
    """Other headings for columns; the table is checked anew."""
    chosen = {name.removeprefix(COLUMN): value for name, value in request.form.items() if name.startswith(COLUMN)}
    try:
        ask.map_columns(import_id, {key: heading for key, heading in chosen.items() if heading}, actor())
    except Refused as refused:
        return _refused(import_id, refused)
    return redirects.to("admin.import_run", import_id=import_id)


@desk.post("/imports/<int:import_id>/start")
@guarded(Action.DATA_IMPORT, needs_fresh_proof=True)
def start_import(import_id: int) -> ResponseReturnValue:
    try:
        ask.start(import_id, actor())
    except Refused as refused:
        return _refused(import_id, refused)
    flash(_("The import is under way."), "good")
    return redirects.to("admin.import_run", import_id=import_id)


def _run(import_id: int) -> Run:
    return reading.run(actor(), import_id, ask.kinds_for(actor()))


def _refused(import_id: int, refused: Refused) -> ResponseReturnValue:
    if refused.code.endswith(".unknown"):
        raise refused
    return _page(_run(import_id), refused.reasons), 409 if refused.code == "import.not_ready" else 422


def _list(reasons: tuple[Reason, ...] = ()) -> str:
    kinds = ask.kinds_for(actor())
    found = reading.runs(actor(), kinds, request.args.get("before", type=int))
    shown = found[:PAGE_SIZE]
    return render_template(
        "admin/imports.html",
        kinds=kinds,
        kind=request.values.get("kind", kinds[0]),
        runs=shown,
        reasons=reasons,
        megabytes=MOST_BYTES // (1024 * 1024),
        next_url=next_page("before", shown[-1].id if len(found) > PAGE_SIZE else None),
    )


def _page(run: Run, reasons: tuple[Reason, ...] = ()) -> str:
    start, gone = (max(0, request.args.get(name, 0, type=int)) for name in ("from", "gone"))
    return render_template(
        "admin/import_run.html",
        run=run,
        reasons=reasons,
        columns=KINDS[run.kind].columns,
        columns_again={f"{COLUMN}{key}": heading for key, heading in run.mapping.items()},
        steps=PHASES if run.state == "writing" else PHASES[:-1],
        problems=reading.problems(run.id, start),
        vanished=reading.vanished(run, actor(), gone),
        back_url=url_for("admin.imports", kind=run.kind),
        problems_url=next_page("from", _following(start, run.kept_problem_count)),
        vanished_url=next_page("gone", _following(gone, len(run.vanished_ids))),
    )


def _following(start: int, count: int) -> int | None:
    return start + PAGE_SIZE if start + PAGE_SIZE < count else None
