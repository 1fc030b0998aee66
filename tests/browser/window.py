"""One person's window of a real browser: opens pages, presses what they show, and looks at each page that comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from mobility.i18n import _, use_locale
from tests.factories.people import PASSWORD

AXE: Final = Path(__file__).with_name("vendor") / "axe.min.js"
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS: Final = (360, 1440)


@dataclass(frozen=True)
class Look:
    """How a window shows its pages. The other width is tried on each page as well."""

    width: int
    locale: str
    theme: str


LOOKS: Final = (Look(360, "zh_Hans", "dark"), Look(1440, "en", "light"))
NUMBERS: Final = re.compile(r"\d+")
PAIRS: Final = (LOOKS[0], Look(360, "en", "light"), Look(1440, "zh_Hans", "light"), Look(1440, "en", "dark"))
"""Four looks in which each width meets each language and each theme, and each language each theme."""


_STOP: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const look = getComputedStyle(one);
  const outlined = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  return {name: one.outerHTML.slice(0, 80), class: one.className, marked: outlined || look.boxShadow !== "none"};
}"""


_judged: set[tuple[Look, str, str]] = set()
"""Pages that this run has looked at, by what they say apart from numbers; none is looked at twice."""


@dataclass
class Site:
    """A running program, and what was wrong on which of its pages."""

    address: str
    look: Look
    flaws: dict[str, Any] = field(default_factory=dict)


class Window:
    """A window that nobody else shares. Words are given in English and found in the language of the site's look.

    `options` are those of a context of Playwright: whether fingers touch it, which browser it says it is. Where scripts
    are switched off, the rules that a script looks after are not looked at.
    """

    def __init__(self, browser: Browser, site: Site, cookies: Mapping[str, str] | None = None, **options: Any) -> None:
        self._site = site
        self._has_scripts = options.get("java_script_enabled", True)
        self._context = browser.new_context(viewport=_size(site.look.width), **options)
        chosen = {"lang": site.look.locale, "theme": site.look.theme, **(cookies or {})}
        self._context.add_cookies([{"name": k, "value": v, "url": site.address} for k, v in chosen.items()])
        self.page: Page = self._context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._note("script", str(error)))

    def close(self) -> None:
        self._context.close()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self._site.address).partition("?")[0].partition("#")[0]

    def visit(self, path: str, *, status: int = 200) -> None:
        """Open a page, which must answer with that status."""
        answer = self.page.goto(self._site.address + path, wait_until="domcontentloaded")
        self.look_at(answer, status)

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.visit("/sign-in")
        self.press("Sign in", login=login, password=password)
        assert self.path != "/sign-in", self.page.inner_text("main")

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as coming:
            self.named("main a[href]", words).click()
        self.look_at(coming.value, 200)

    def open_first(self, selector: str) -> None:
        """Follow the first link in the middle of the page that the selector finds."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as coming:
            self.page.locator(f"main {selector}").first.click()
        self.look_at(coming.value, 200)

    def confirm(self) -> None:
        """Press the one button that a preview is for, whatever number stands on it."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as coming:
            self._only(self.page.locator("main form button.btn-primary")).click()
        self.look_at(coming.value, 200)

    def press(self, button: str, *, status: int = 200, **fields: Any) -> None:
        """Fill in fields by their names, then press the button with these words and look at the page that comes."""
        pressed = self.named("main button[type=submit]", button)
        form = pressed.locator("xpath=ancestor::form")
        for name, value in fields.items():
            _fill(_in_form(self.page, form, name), value)
        with self.page.expect_navigation(wait_until="domcontentloaded") as coming:
            pressed.click()
        self.look_at(coming.value, status)

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on the first that `selector` names; what cannot be reached so is a fault."""
        wanted = self.page.locator(selector).first.element_handle()
        for _press in range(200):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("one => one === document.activeElement", wanted):
                return
        raise AssertionError(f"{selector} is not reached by Tab on {self.path}")

    def tab_through(self) -> int:
        """Press Tab from the top of the page until the focus leaves it, and count the stops.

        The first stop leads past the navigation, every stop shows that it has the focus, and none holds it fast.
        """
        stops = 0
        while stops < 500:
            self.page.keyboard.press("Tab")
            if (stop := self.page.evaluate(_STOP)) is None:
                return stops
            stops += 1
            assert stop["marked"], f"{stop} does not show its focus on {self.path}"
            assert stops > 1 or "skip" in stop["class"], f"{stop} is the first stop of {self.path}"
        raise AssertionError(f"{self.path} does not let the focus go")

    def say(self, words: str, **parts: object) -> str:
        """Our words in the language of this window."""
        with use_locale(self._site.look.locale):
            return _(words, **parts)

    def shows(self, words: str, **parts: object) -> None:
        """Fail unless the page has these words, of ours in English or of people as they wrote them."""
        wanted, shown = self.say(words, **parts), " ".join(self.page.inner_text("body").split())
        assert wanted in shown, f"{wanted!r} is not on {self.path}: {shown}"

    def named(self, selector: str, words: str) -> Locator:
        """What says exactly these words, else what has them among others that only a screen reader hears."""
        said, every = self.say(words), self.page.locator(selector)
        exact = every.filter(has_text=re.compile(rf"^\s*{re.escape(said)}\s*$"))
        return self._only(exact if exact.count() else every.filter(has_text=said))

    def _only(self, found: Locator) -> Locator:
        assert found.count() == 1, f"{found.count()} of {found} on {self.path}"
        return found

    def look_at(self, answer: Response | None, status: int = 200) -> None:
        """`answer` is None where a script drew the page in the place of the one before."""
        if answer is not None:
            assert answer.status == status, f"{answer.status} from {answer.url}: {self.page.inner_text('body')}"
        if not self._has_scripts or self._is_known():
            return
        self._judge()
        if (tag := self.page.get_attribute("html", "lang")) != self._site.look.locale.replace("_", "-"):
            self._note("language", tag)
        for width in sorted(WIDTHS, key=lambda one: one == self._site.look.width):
            self.page.set_viewport_size(_size(width))
            if (wide := self.page.evaluate("document.documentElement.scrollWidth")) > width:
                self._note(f"wider than {width}", wide)

    def _is_known(self) -> bool:
        said = NUMBERS.sub("0", self.page.inner_text("main"))
        shown = (self._site.look, NUMBERS.sub("0", self.path), said)
        is_known = shown in _judged
        _judged.add(shown)
        return is_known

    def _judge(self) -> None:
        self.page.evaluate(_axe())
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
        if broken := [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found["violations"]]:
            self._note("axe", broken)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of" not in message.text:  # a page that should be 404 or 422
            self._note("console", message.text)

    def _note(self, kind: str, what: object) -> None:
        self._site.flaws[f"{self.path} {kind}"] = what


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def _size(width: int) -> Any:
    return {"width": width, "height": 900}


def _in_form(page: Page, form: Locator, name: str) -> Locator:
    """The field of that name of a form, also where it stands outside of it and names the form."""
    inside = form.locator(f'[name="{name}"]')
    return inside if inside.count() else page.locator(f'[form="{form.get_attribute("id")}"][name="{name}"]')


def _fill(found: Locator, value: Any) -> None:
    """Type into a field, choose in it, tick its boxes, give it a file: whatever it is."""
    kind = found.first.evaluate("field => field.tagName == 'INPUT' ? field.type : field.tagName")
    if kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            found.and_(found.page.locator(f'[value="{one}"]')).check()
    elif kind == "SELECT":
        found.select_option(value)
    elif kind == "file":
        found.set_input_files(value)
    else:
        found.fill(value)
