"""The eight pages: what is asked of the product, and what of the floor for the same."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from bench.pages.load import Ask, Client
from bench.pages.loading import Measured

_RAW_TOKEN = "the-same-for-every-browser-of-a-measurement"
_FINGERPRINT = re.compile(r'name="fingerprint" value="([^"]*)"')

SAVED = {
    "emergency_name": "母亲",
    "emergency_relation": "parent",
    "emergency_phone": "13912345678",
    "emergency_knows": "yes",
}


@dataclass(frozen=True)
class Page:
    """A page by name. `product` and `floor` make the next request; `floor` is told how many bytes to answer."""

    name: str
    product: Callable[[], Ask]
    floor: Callable[[int], Ask]
    is_submit: bool = False


@dataclass
class Browsers:
    """The cookies of those who ask, made as the product makes them."""

    app: Flask
    _cookies: dict[str, str] = field(default_factory=dict)

    def cookie(self, secret: str) -> str:
        if secret not in self._cookies:
            serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
            assert serializer is not None
            held = serializer.dumps({"_user_id": secret, "_fresh": True, "csrf_token": _RAW_TOKEN})
            self._cookies[secret] = f"{self.app.config['SESSION_COOKIE_NAME']}={held}"
        return self._cookies[secret]

    def form(self, fields: dict[str, str]) -> bytes:
        serializer = URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token")
        return urlencode({"csrf_token": serializer.dumps(_RAW_TOKEN), **fields}).encode()


@dataclass
class Cases:
    """Makes requests without end, each by another student, until the drafts to hand in are used up."""

    browsers: Browsers
    coordinator: str
    hosts_call: tuple[int, str]
    files: range
    students: list[Measured]
    to_submit: Iterator[Measured]
    port: int
    _turn: int = 0
    _revisions: dict[int, int] = field(default_factory=dict)

    def pages(self) -> tuple[Page, ...]:
        """All of them, in the order of the report."""
        return (
            Page("catalogue", lambda: Ask("/"), lambda size: self._floor("catalogue", "", 0, size)),
            Page(
                "call_page",
                lambda: self._student("/calls/" + self.hosts_call[1]),
                lambda size: self._floor("call_page", self._next().secret, self.hosts_call[0], size),
            ),
            Page(
                "student_home",
                lambda: self._student("/home"),
                lambda size: self._floor("student_home", self._next().secret, 0, size),
            ),
            Page("task_list", self._tasks, self._floor_tasks),
            Page("section_save", self._save, self._floor_save),
            Page("final_submit", self._submit, self._floor_submit, is_submit=True),
            Page(
                "coordinator_home",
                lambda: self._staff("/office"),
                lambda size: self._floor("coordinator_home", self.coordinator, 0, size),
            ),
            Page(
                "coordinator_list",
                lambda: self._staff("/office/files"),
                lambda size: self._floor("coordinator_list", self.coordinator, 0, size),
            ),
            Page(
                "application_page",
                lambda: self._staff(f"/office/files/{self._file()}"),
                lambda size: self._floor("application_page", self.coordinator, self._file(), size),
            ),
        )

    def _next(self) -> Measured:
        self._turn += 1
        return self.students[self._turn % len(self.students)]

    def _file(self) -> int:
        self._turn += 1
        return self.files[self._turn % len(self.files)]

    def _staff(self, path: str) -> Ask:
        return Ask(path, self.browsers.cookie(self.coordinator))

    def _student(self, path: str) -> Ask:
        return Ask(path, self.browsers.cookie(self._next().secret))

    def _floor(self, name: str, secret: str, number: int, size: int) -> Ask:
        return Ask(f"/{name}?id={number}&bytes={size}", self.browsers.cookie(secret) if secret else "")

    def _tasks(self) -> Ask:
        one = self._next()
        return Ask(f"/applications/{one.application_id}", self.browsers.cookie(one.secret))

    def _floor_tasks(self, size: int) -> Ask:
        one = self._next()
        return self._floor("task_list", one.secret, one.application_id, size)

    def _save(self) -> Ask:
        one = self._next()
        fields = {f"q_{key}": value for key, value in self._typed().items()}
        revision = self._save_counted(one)
        form = self.browsers.form({**fields, "asked": ",".join(self._typed()), "revision": str(revision)})
        path = f"/applications/{one.application_id}/sections/contact"
        return Ask(path, self.browsers.cookie(one.secret), form)

    def _save_counted(self, one: Measured) -> int:
        """The revision that a save finds; the draft was saved once before, and each save adds one."""
        revision = self._revisions.get(one.application_id, 1)
        self._revisions[one.application_id] = revision + 1
        return revision

    def _typed(self) -> dict[str, str]:
        """Another telephone number each time, so that there is something to save."""
        return {"phone": f"138{self._turn:08}", **SAVED}

    def _floor_save(self, size: int) -> Ask:
        one = self._next()
        self._save_counted(one)
        form = urlencode({f"q_{key}": value for key, value in self._typed().items()}).encode()
        return Ask(f"/section_save?id={one.application_id}&bytes={size}", self.browsers.cookie(one.secret), form)

    def _submit(self) -> Ask:
        one = next(self.to_submit)
        cookie = self.browsers.cookie(one.secret)
        page = Client(self.port).send(Ask(f"/applications/{one.application_id}/check", cookie)).decode()
        seen = _FINGERPRINT.search(page)
        if seen is None:
            raise ValueError(f"application {one.application_id} cannot be handed in")
        form = self.browsers.form({"has_declared": "yes", "fingerprint": html.unescape(seen[1])})
        return Ask(f"/applications/{one.application_id}/submit", cookie, form)

    def _floor_submit(self, size: int) -> Ask:
        one = next(self.to_submit)
        return Ask(
            f"/final_submit?id={one.application_id}&bytes={size}", self.browsers.cookie(one.secret), b"has_declared=yes"
        )
