"""Help and privacy: short, and true of this program."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.public.desk import desk


@desk.get("/help", endpoint="help")
def help_page() -> ResponseReturnValue:
    return render_template("public/help.html")


@desk.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html")
