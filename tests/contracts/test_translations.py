"""Both languages are complete: what the program can say, the catalogs say too, with the same placeholders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from mobility.core.terms import LOCALES
from mobility.i18n import DEFAULT_LOCALE, TRANSLATIONS

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "lazy_plural": (1, 2)}
TEMPLATE_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do", "silent": "false"}
PLACEHOLDER = re.compile(r"%\((\w+)\)")
CHINESE = re.compile("[\u4e00-\u9fff]")

Said = str | tuple[str, str]


@cache
def said() -> dict[Said, str]:
    """Every message in the code and in the templates, with the place of its first use."""
    found: dict[Said, str] = {}
    for folder, method in (("mobility", "python"), ("templates", "jinja2.ext:babel_extract")):
        rows = extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", method)] if method == "python" else [("**", method)],
            options_map={"**": {} if method == "python" else TEMPLATE_OPTIONS},
            keywords=KEYWORDS,
            directory_filter=lambda name: not Path(name).name.startswith("."),
        )
        for name, line, message, _comments, _context in rows:
            key: Said = message if isinstance(message, str) else (message[0], message[1])
            found.setdefault(key, f"{folder}/{name}:{line}")
    return found


@cache
def catalogs(locale: str) -> dict[str, Catalog]:
    read = {}
    for path in sorted((TRANSLATIONS / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            read[path.stem] = read_po(file, locale=locale, abort_invalid=True)
    return read


def messages(locale: str) -> Iterator[tuple[str, Message]]:
    for area, catalog in catalogs(locale).items():
        for message in catalog:
            if message.id:
                yield area, message


def forms_of(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str | None) else list(text)


def test_the_extraction_sees_code_and_templates() -> None:
    places = said().values()
    assert {place.split("/")[0] for place in places} == {"mobility", "templates"}
    assert "Beijing time" in said()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_everything_said_is_translated(locale: str) -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for _area, message in messages(locale)}
    assert {str(text): place for text, place in said().items() if text not in known} == {}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_is_empty_fuzzy_or_left_over(locale: str) -> None:
    wrong = {
        f"{area}: {message.id}"
        for area, message in messages(locale)
        if message.fuzzy or not all(one and one.strip() for one in forms_of(message.string))
    }
    left_over = {
        f"{area}: {message.id}"
        for area, message in messages(locale)
        if (message.id if isinstance(message.id, str) else tuple(message.id)) not in said()
    }
    assert (wrong, left_over) == (set(), set())


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_message_stands_in_one_catalog_only(locale: str) -> None:
    where = defaultdict(list)
    for area, message in messages(locale):
        where[str(message.id)].append(area)
    assert {msgid: areas for msgid, areas in where.items() if len(areas) > 1} == {}


def _placeholders(text: str) -> set[str]:
    """A letter greets by the name in each reader's own script, so these two stand for one."""
    return {"name" if name == "latin_name" else name for name in PLACEHOLDER.findall(text)}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_are_equal(locale: str) -> None:
    different = []
    for area, message in messages(locale):
        wanted = {name for form in forms_of(message.id) for name in _placeholders(form)}
        different += [f"{area}: {message.id}" for form in forms_of(message.string) if _placeholders(form) != wanted]
    assert different == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_are_in_their_language(locale: str) -> None:
    """A translation that only repeats the English was forgotten; names and bare placeholders may stay."""
    repeated = {
        f"{area}: {message.id}"
        for area, message in messages(locale)
        if message.id == message.string and re.search("[A-Za-z]{2}", PLACEHOLDER.sub("", str(message.id)))
    }
    assert repeated == set()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_words_that_hurt_are_not_used(locale: str) -> None:
    """The field's terms: nobody is refused, fails or is weeded out, and the three regions are not foreign."""
    banned = re.compile("政审|被拒绝|失败|淘汰|国外|海外(?!华侨)")
    assert {
        f"{area}: {message.string}" for area, message in messages(locale) if banned.search(str(message.string))
    } == set()


def test_no_message_is_built_from_an_f_string() -> None:
    """Extraction does not see into f-strings, so such a message could never be translated."""
    call = re.compile(r"\b(?:_|lazy|ngettext|lazy_plural)\(\s*f[\"']")
    assert [str(path) for path in sorted((ROOT / "mobility").rglob("*.py")) if call.search(path.read_text())] == []
