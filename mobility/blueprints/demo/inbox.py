"""The demo's inbox: every letter that left this university, for whomever, read from the files the mail server kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from flask import abort, current_app, render_template, request

from mobility.blueprints.demo.desk import desk
from mobility.queries.letters import written_by
from mobility.storage import letters
from mobility.web.identity import home


@desk.get("/inbox")
def inbox() -> str:
    to = request.args.get("to", "").strip()
    page = letters.newest(_folder(), _ours, to=to, before=request.args.get("before", ""))
    return render_template("demo/inbox.html", page=page, to=to)


@desk.get("/inbox/<name>")
def letter(name: str) -> str:
    found = letters.read(_folder(), name)
    if found is None or not _ours([found.message_id]):
        abort(404)
    return render_template("demo/letter.html", letter=found)


def _ours(message_ids: Sequence[str]) -> Collection[str]:
    return written_by(home().id, message_ids)


def _folder() -> Path:
    folder: Path = current_app.extensions["mobility.settings"].letters_dir
    return folder
