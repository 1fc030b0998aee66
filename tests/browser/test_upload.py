"""Uploads in a real browser: what is wrong is said before a byte is sent, what broke off is sent once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Route
from sqlalchemy import select

from mobility.database import db
from mobility.models import Document, SectionAnswers
from mobility.services.applications.start import start
from tests.browser.conftest import served
from tests.browser.window import Look, Site, Window
from tests.factories.calls import NOON, make_call
from tests.factories.clock import stop_clock_at
from tests.factories.filled import PDF
from tests.factories.people import actor, make_student

pytestmark = pytest.mark.browser

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.54(0x18003629) NetType/4G Language/zh_CN"
)
NO_PASSKEYS = "delete window.PublicKeyCredential; window.open = () => null;"
"""What a browser inside another program lacks."""


DRAWN = "image => image.decode().then(() => image.naturalWidth)"
BROKEN = "The connection broke off. Nothing is lost: press the button once more."


class Scene:
    """A draft that its student has open in a window."""

    def __init__(self, browser: Browser, site: Site, folder: Path, **options: Any) -> None:
        stop_clock_at(NOON)
        self._folder = folder
        student = make_student()
        self.id = start(make_call().key, actor(student))
        db.session.commit()
        self.window = Window(browser, site, **options)
        self.window.sign_in(student.number)
        self.documents = f"/applications/{self.id}/documents"

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def button(self) -> Locator:
        return self.page.locator("#transcript form.upload button[type=submit]")

    @property
    def told(self) -> str:
        return self.page.inner_text("#error-transcript")

    def choose(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)
        self.page.locator("#transcript input[type=file]").set_input_files(self._folder / name)

    def stored(self) -> list[str]:
        names = list(db.session.scalars(select(Document.file_name).where(Document.application_id == self.id)))
        db.session.commit()
        return names

    def saved(self) -> Any:
        values = select(SectionAnswers.values).where(SectionAnswers.application_id == self.id)
        found = db.session.scalars(values).one_or_none()
        db.session.commit()
        return (found or {}).get("emergency_name")


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with shared_app.app_context(), served(shared_app) as found:
        yield found


def test_what_is_wrong_is_said_first_and_what_broke_off_is_sent_again(
    browser: Browser, address: str, look: Look, tmp_path: Path
) -> None:
    site = Site(address, look)
    scene = Scene(browser, site, tmp_path)
    window, page, sent = scene.window, scene.page, list[Route]()
    window.visit(scene.documents)
    page.route("**/documents/transcript", lambda one: sent.append(one))  # noqa: PLW0108 - Playwright asks how many it takes
    scene.choose("large.pdf", b"%PDF-1.7" + bytes(10 * 1024 * 1024))
    assert "large.pdf" in scene.told
    assert "10 MB" in scene.told
    scene.choose("letter.exe", b"MZ")
    assert "letter.exe" in scene.told
    scene.button.click()
    assert sent == []
    scene.choose("transcript.pdf", PDF)
    assert scene.told == ""
    scene.button.click()
    page.locator("#transcript progress").wait_for()
    assert scene.button.is_disabled()
    sent.pop().abort()
    page.locator("#error-transcript").filter(has_text=window.say(BROKEN)).wait_for()
    assert (scene.stored(), scene.button.is_enabled()) == ([], True)
    page.unroute("**/documents/transcript")
    scene.button.click()
    page.locator("#transcript a").get_by_text("transcript.pdf").first.wait_for()
    assert scene.stored() == ["transcript.pdf"]
    window.look_at(None)
    window.close()
    assert {flaw for flaw in site.flaws if not flaw.endswith(" console")} == set()  # a browser notes what was aborted


def test_inside_wechat_nothing_is_lost_and_nothing_has_to_be_downloaded(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """Its browser is closed by a swipe, saves no files, opens no windows and has no passkeys."""
    site = Site(address, Look(360, "zh_Hans", "light"))
    scene = Scene(browser, site, tmp_path, user_agent=WECHAT, has_touch=True, is_mobile=True)
    window, page = scene.window, scene.page
    page.add_init_script(NO_PASSKEYS)
    window.visit("/account/second-factor")
    assert page.locator("form[data-passkey] button:visible").count() == 0
    window.visit(f"/applications/{scene.id}/sections/contact")
    page.locator("[name=q_emergency_name]").press_sequentially("李建国")
    for _reading in range(20):  # what is sent on leaving is answered while the next pages are read
        window.visit(scene.documents)
        if scene.saved():
            break
    assert scene.saved() == "李建国"
    window.visit(f"/applications/{scene.id}/documents/guardian_consent/paper")
    page.locator("main img").first.wait_for()
    assert page.locator("main img").first.evaluate(DRAWN) > 0
    window.visit(scene.documents)
    scene.choose("transcript.pdf", PDF)
    scene.button.tap()
    page.locator("#transcript a").get_by_text("transcript.pdf").first.wait_for()
    window.open_first("#transcript a[href$='/pages']")
    assert page.locator("main figure img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    window.close()
    assert site.flaws == {}
