"""The partners of the institution: a list by name, a table by country or region, and a map where one is wanted."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mobility.blueprints.public.desk import desk
from mobility.queries import catalog as calls
from mobility.regions import in_order
from mobility.web import world
from mobility.web.guards import actor
from mobility.web.identity import home, now


@desk.get("/partners")
def partners() -> ResponseReturnValue:
    """All partners; what is looked for stands in the address."""
    text, country = (request.args.get(name, "").strip()[:100] for name in ("text", "country"))
    after, before = (request.args.get(name, type=int) for name in ("after", "before"))
    counts = calls.partner_counts(actor())
    return render_template(
        "public/partners.html",
        found=calls.partners(actor(), now(), text=text, country=country, after=after, before=before),
        held={name: value for name, value in (("text", text), ("country", country)) if value},
        counts=[(code, counts[code]) for code in in_order(counts)],
        total=sum(counts.values()),
        points=world.points(counts) if map_is_shown() else (),
        world=world,
        approval=home().settings.get("map_approval"),
    )


@desk.get("/partners/<key>")
def partner(key: str) -> ResponseReturnValue:
    """A host institution and the calls that lead there."""
    page = calls.partner_page(actor(), key, now())
    return render_template(
        "public/partner.html",
        page=page,
        points=world.points({page.host.country: 1}) if map_is_shown() else (),
        world=world,
        approval=home().settings.get("map_approval"),
    )


def map_is_shown() -> bool:
    """Which maps may be shown in public is regulated, so there is none until the office wants one."""
    return bool(home().settings.get("has_map"))
