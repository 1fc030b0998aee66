"""The tree of schools, colleges and offices."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mobility.blueprints.admin.blueprint import desk
from mobility.core.access import Action
from mobility.queries import unit_tree
from mobility.web.guards import actor, guarded


@desk.get("/units")
@guarded(Action.UNITS_VIEW)
def units() -> ResponseReturnValue:
    """Every unit with its students and officers."""
    return render_template("admin/units.html", units=unit_tree.tree(actor()))
