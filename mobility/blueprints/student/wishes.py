"""The ranked wishes for hosts: put in order, added, taken out, each with the reasons for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.student.acts import is_ticked, titles_of
from mobility.blueprints.student.desk import desk
from mobility.core.access import Action
from mobility.core.terms import Refused
from mobility.i18n import _
from mobility.queries import application as applications
from mobility.queries.application import OwnApplication
from mobility.queries.content import WISHES, Held
from mobility.queries.keyset import key
from mobility.queries.wishes import Offered, offered
from mobility.services.applications.choices import save_choices
from mobility.web import redirects
from mobility.web.carried import BROUGHT_BACK, carries
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.web.strictness import repeats
from mobility.wording import describe_reason

_TOLD_ON_THE_PAGE: Final = ("wishes.", "host.", "stale.wishes")
_STEPS: Final = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class Opened:
    """The wishes of one's own application with everything that can be wished for."""

    mine: OwnApplication
    held: Held
    offered: Offered
    is_willing: bool
    revision: int
    is_brought_back: bool = False
    """Whether it is what was sent before a new sign-in, which nobody has saved yet."""

    @property
    def is_open(self) -> bool:
        return WISHES in self.mine.editable_items(self.held)

    @property
    def has_room(self) -> bool:
        return len(self.offered.wished) < (self.held.choice_limit or 0)


@desk.get("/applications/<int:application_id>/wishes")
@guarded(Action.APPLICATION_EDIT)
def wishes(application_id: int) -> ResponseReturnValue:
    """The wishes in their order, and below them the hosts that can still be added."""
    return _page(application_id)


@desk.post("/applications/<int:application_id>/wishes")
@guarded(Action.APPLICATION_EDIT)
@repeats("option")
@carries
def save_wishes(application_id: int) -> ResponseReturnValue:
    """Keep the order that was sent, after the step up, down, in or out whose button was pressed.

    What comes back after a new sign-in is only shown, since nobody has pressed the button for it yet.
    """
    act, _dash, moved = request.form.get("act", "save").partition("-")
    order = _stepped(request.form.getlist("option", type=int), act, moved)
    if BROUGHT_BACK in request.form:
        return _page(application_id, brought=order)
    place = f"wish-{moved}" if key(moved) in order else None
    return _saved(application_id, order, is_willing=is_ticked("is_willing"), is_last=act == "save", place=place)


def _stepped(order: list[int], act: str, moved: str) -> list[int]:
    """The order after one step; a step of what is not there, or beyond an end, changes nothing."""
    option = key(moved)
    if option is not None and act == "add":
        return order if option in order else [*order, option]
    if option is None or option not in order:
        return order
    place = order.index(option)
    rest = order[:place] + order[place + 1 :]
    if act == "remove":
        return rest
    target = min(max(place + _STEPS.get(act, 0), 0), len(rest))
    return [*rest[:target], option, *rest[target:]]


def _saved(
    application_id: int, order: Sequence[int], *, is_willing: bool, is_last: bool, place: str | None
) -> ResponseReturnValue:
    """`place` is the place on the page of the wish that was moved, so that fingers and keys go on from there."""
    revision = request.form.get("revision", 0, type=int)
    try:
        save_choices(application_id, order, actor(), is_willing=is_willing, revision=revision)
    except Refused as refused:
        if not refused.code.startswith(_TOLD_ON_THE_PAGE):
            raise
        return _page(application_id, describe_reason(refused.reasons[0])), 409 if "stale" in refused.code else 422
    if is_last:
        flash(_("Your wishes are saved."), "success")
        return redirects.to("student.application", application_id=application_id)
    return redirects.to("student.wishes", application_id=application_id, _anchor=place, **_looked_for())


def _page(application_id: int, error: str | None = None, brought: Sequence[int] | None = None) -> str:
    """`brought` are wishes that were brought back, with the tick and the revision beside them, instead of the saved."""
    mine, held = applications.own_with_content(application_id, actor(), now())
    if held.choice_limit is None:
        raise Refused("item.unknown", item=WISHES)
    looked = _looked_for()
    found = offered(held, actor(), country=looked.get("country", ""), text=looked.get("text", ""), wished=brought)
    opened = Opened(mine, held, found, held.is_willing, held.choices_revision)
    if brought is not None:
        sent = request.form.get("revision", 0, type=int)
        opened = Opened(mine, held, found, is_ticked("is_willing"), sent, is_brought_back=True)
    return render_template(
        "student/wishes.html",
        opened=opened,
        looked=looked,
        error=error,
        titles=titles_of(held),
    )


def _looked_for() -> dict[str, str]:
    """What was typed to find hosts, so that an act on the page keeps it."""
    return {name: request.args[name][:100] for name in ("country", "text") if request.args.get(name)}
