"""The demo's inbox: every letter that left the program, for whomever, read from the files the mail server kept."""

from __future__ import annotations

from flask import abort, current_app, render_template, request

from mobility.blueprints.demo.desk import desk
from mobility.storage import letters


@desk.get("/inbox")
def inbox() -> str:
    folder = current_app.extensions["mobility.settings"].letters_dir
    page = letters.newest(folder, to=request.args.get("to", "").strip(), before=request.args.get("before", ""))
    return render_template("demo/inbox.html", page=page, to=request.args.get("to", ""))


@desk.get("/inbox/<name>")
def letter(name: str) -> str:
    found = letters.read(current_app.extensions["mobility.settings"].letters_dir, name)
    if found is None:
        abort(404)
    return render_template("demo/letter.html", letter=found)
