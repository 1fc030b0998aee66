"""What stands around every page: whose house this is, who is signed in, where one can go, who answers questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from flask import current_app, g, request

from mobility.config import Settings
from mobility.core.access.deputies import ActsFor
from mobility.core.terms import LOCALES
from mobility.i18n import _, current_locale, in_current
from mobility.queries.identity import Home, Identity, Visit
from mobility.web import navigation
from mobility.web.guards import SIGN_IN
from mobility.web.preferences import LANGUAGE, THEME, THEMES, theme

SIGN_OUT: Final = "auth.sign_out"
ACCOUNT: Final = "auth.account"
DEPUTIES: Final = "auth.deputies"
INBOX: Final = "student.inbox"

_LANGUAGES: Final = {"en": ("en", "English"), "zh_Hans": ("zh-Hans", "简体中文")}
"""Each language by its HTML tag and in its own words, so that nobody has to know another one to find it."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice of language or theme: the same page, shown so."""

    key: str
    label: str
    url: str
    is_chosen: bool
    tag: str = ""


class Frame:
    """The frame of the page that is being answered. Asks nothing of the database, so errors can be framed too."""

    @property
    def visit(self) -> Visit | None:
        found: Visit | None = g.get("visit")
        return found

    @property
    def home(self) -> Home | None:
        """The institution; None where the host name belongs to none, and on errors from before it was known."""
        return self.visit.home if self.visit else None

    @property
    def identity(self) -> Identity | None:
        return self.visit.identity if self.visit else None

    @property
    def now(self) -> datetime | None:
        """The moment of the request by the database's clock."""
        return self.visit.now if self.visit else None

    @property
    def theme(self) -> str:
        return theme()

    @property
    def settings(self) -> Settings:
        settings: Settings = current_app.extensions["mobility.settings"]
        return settings

    @property
    def office(self) -> str:
        return in_current(self.home.office_name) if self.home else ""

    @property
    def institution(self) -> str:
        return in_current(self.home.short_name) or in_current(self.home.name) if self.home else ""

    @property
    def demo_domain(self) -> str:
        """What the addresses of the demo's accounts end in: at each of its universities that of its office."""
        return (self.home.contact_email or "").rpartition("@")[2] if self.home else ""

    @property
    def contact_lines(self) -> list[str]:
        """How the office is reached: what the institution's own record says, else the installation's setting."""
        home = self.home
        own = (
            [home.contact_email, home.contact_phone, in_current(home.address) if home.address else None] if home else []
        )
        return [line for line in own if line] or [line for line in (self.settings.contact,) if line]

    @property
    def links(self) -> list[navigation.Link]:
        return navigation.links()

    @property
    def sign_in_url(self) -> str | None:
        return navigation.url_if_there(SIGN_IN)

    @property
    def sign_out_url(self) -> str | None:
        return navigation.url_if_there(SIGN_OUT)

    @property
    def account_url(self) -> str | None:
        return navigation.url_if_there(ACCOUNT)

    @property
    def acts_for(self) -> tuple[ActsFor, ...]:
        """For whom the person acts now as a deputy."""
        return self.identity.acts_for if self.identity else ()

    @property
    def deputies_url(self) -> str | None:
        return navigation.url_if_there(DEPUTIES)

    @property
    def languages(self) -> list[Switch]:
        return [
            Switch(key, _LANGUAGES[key][1], _same_page(LANGUAGE, key), key == current_locale(), _LANGUAGES[key][0])
            for key in LOCALES
        ]

    @property
    def themes(self) -> list[Switch]:
        words = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
        return [Switch(key, words[key], _same_page(THEME, key), key == theme()) for key in THEMES]


def _same_page(name: str, value: str) -> str:
    """The address of this page with one argument changed."""
    kept = [(key, one) for key, one in request.args.items(multi=True) if key != name]
    return f"{quote(request.path)}?{urlencode([*kept, (name, value)])}"
