"""The catalogue, the page of a call, and the public notice while it runs."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mobility.blueprints.public import looking
from mobility.blueprints.public.desk import desk
from mobility.core.eligibility import field_name
from mobility.queries import catalog as calls
from mobility.queries import notice_list, standing
from mobility.queries.hosting import host_list
from mobility.queries.students import own_record
from mobility.regions import in_order
from mobility.web.guards import actor
from mobility.web.identity import now


@desk.get("/")
def catalog() -> ResponseReturnValue:
    """The catalogue; what is looked for stands in the address."""
    looked = looking.read(request.args)
    among = standing.applicable(actor(), now(), looked.wanted) if looked.is_eligible else None
    found = calls.catalog(actor(), now(), looked.wanted, after=looked.after, before=looked.before, among=among)
    facets = calls.facets(actor())
    return render_template(
        "public/catalog.html",
        catalog=found,
        looked=looked,
        count=calls.count(actor(), now(), looked.wanted, is_similar=found.is_similar, among=among),
        standings=standing.standings(actor(), now(), [card.id for card in found.cards]),
        is_student=actor().student_id is not None,
        facets=facets,
        countries=in_order(facets.countries),
        fields=[(code, field_name(code)) for code in looking.BROAD_FIELDS],
    )


@desk.get("/calls/<int:call_id>")
def call_by_id(call_id: int) -> ResponseReturnValue:
    """Letters know a call by its number; its page goes by its key."""
    return redirect(url_for("public.call", key=calls.key_of(actor(), call_id)), 302)


@desk.get("/calls/<key>")
def call(key: str) -> ResponseReturnValue:
    """All about a call and its hosts; whoever is signed in as a student also sees where they stand to each."""
    page = calls.call_page(actor(), key, now())
    narrowed, record = looking.narrowed(request.args), own_record(actor())
    return render_template(
        "public/call.html",
        page=page,
        own=standing.own_standing(actor(), page, now(), record),
        hosts=host_list(actor(), page.card, now(), narrowed, record),
        narrowed=narrowed,
        notice_until=notice_list.running_notice(page.card.id, now()),
    )


@desk.get("/calls/<key>/notice")
def notice(key: str) -> ResponseReturnValue:
    """The public notice; search engines are told to leave it alone, since it is taken down after its period."""
    found = notice_list.public_notice(actor(), key, now())
    answer = make_response(render_template("public/notice.html", notice=found))
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    return answer
