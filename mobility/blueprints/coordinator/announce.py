"""Texts without names to copy into the groups of classes: one for the call, one for each date that is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for

from mobility.blueprints.coordinator.desk import desk
from mobility.core.access import Action
from mobility.core.calendar.zones import local_date
from mobility.core.terms import LOCALES
from mobility.i18n import _, format_date, format_datetime, in_current, ngettext, use_locale
from mobility.queries.announcing import Announcement, announcement
from mobility.queries.catalog import CallCard
from mobility.regions import region_name
from mobility.web.guards import actor, guarded
from mobility.web.identity import now
from mobility.wording.programs import kind_name


@dataclass(frozen=True, slots=True)
class Post:
    """A text in one language. `about` says what it is for, in the language of the page."""

    key: str
    about: str
    locale: str
    text: str


@desk.get("/calls/<int:call_id>/texts")
@guarded(Action.CALL_VIEW)
def texts(call_id: int) -> str:
    """The texts in each language; nothing is sent from here."""
    found = announcement(call_id, actor(), now())
    titles = [about for about, _text in _texts(found)]
    posts = []
    for locale in LOCALES:
        with use_locale(locale):
            worded = [text for _about, text in _texts(found)]
        posts += [
            Post(f"{number}-{locale}", about, locale, text)
            for number, (about, text) in enumerate(zip(titles, worded, strict=True), 1)
        ]
    posts.sort(key=lambda post: int(post.key.partition("-")[0]))
    return render_template("coordinator/texts.html", page=found.page, call_id=call_id, posts=posts)


def _texts(found: Announcement) -> Iterator[tuple[str, str]]:
    card = found.page.card
    if card.status in ("open", "coming"):
        yield _("The call"), _whole(found)
    if card.status == "coming":
        yield _("Before it opens"), _lines(card, _("Sign-up opens on %(when)s.", when=_when(card.opens_at, card)))
    if card.status == "open":
        yield (
            _("Before the application deadline"),
            _lines(
                card,
                _("Sign-up ends on %(when)s.", when=_when(card.deadline_at, card)),
                _("A draft does not take part: check that your application says “submitted”."),
            ),
        )
    for at in found.confirm_by:
        asked = _("Whoever has an offer confirms or declines it before %(when)s.", when=_when(at, card))
        lost = _("An offer that nobody confirms lapses, and the place goes to the next one.")
        yield _("Before offers have to be confirmed"), _lines(card, asked, lost)
    yield from _steps(found)


def _steps(found: Announcement) -> Iterator[tuple[str, str]]:
    """The later dates of the timetable, each by itself."""
    card = found.page.card
    today = local_date(now(), card.time_zone)
    for step in found.page.timetable:
        if step.on >= today and card.status != "cancelled":
            name = in_current(step.name)
            yield name, _lines(card, _("%(label)s: %(value)s", label=format_date(step.on, "full"), value=name))


def _whole(found: Announcement) -> str:
    card = found.page.card
    hosts = [f"{in_current(host.name)} ({region_name(host.country)})" for host in card.hosts[:5]]
    facts = [
        in_current(card.summary),
        _("%(label)s: %(value)s", label=_("Kind of program"), value=kind_name(card.program_kind)),
    ]
    if 0 < card.host_count <= len(hosts):
        facts.append(_("%(label)s: %(value)s", label=_("Host institutions"), value=" · ".join(hosts)))
    elif card.host_count:
        facts.append(ngettext("%(n)s host institution", "%(n)s host institutions", card.host_count))
    if card.place_count is not None:
        facts.append(ngettext("%(n)s place", "%(n)s places", card.place_count))
    if card.status == "coming":
        facts.append(_("Sign-up opens on %(when)s.", when=_when(card.opens_at, card)))
    facts.append(_("Sign-up ends on %(when)s.", when=_when(card.deadline_at, card)))
    return _lines(card, *facts)


def _lines(card: CallCard, *lines: str) -> str:
    """A text as messengers show it: title in brackets, a line a fact, and the link last."""
    link = url_for("public.call", key=card.key, _external=True)
    last = _("All about it, and where to apply: %(link)s", link=link)
    return "\n".join((_("[%(title)s]", title=in_current(card.title)), *lines, last))


def _when(at: datetime, card: CallCard) -> str:
    """Without how far away it is: a text is read on other days than it was copied."""
    return format_datetime(at, card.time_zone, "full")
