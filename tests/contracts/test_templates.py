"""What every template keeps to: nothing inline, nothing unescaped without reason, nothing said in one language only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

INLINE = re.compile(
    r"""<style\b|<script\b(?![^>]*\bsrc=)|<[^>]*\s(?:style|on\w+)\s*=|(?:href|src|action)\s*=\s*["']?\s*javascript:""",
    re.IGNORECASE,
)
FOREIGN = re.compile(r"""(?:\b(?:src|action)|<link[^>]*\bhref)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
READ_OUT = re.compile(r"""\s(?:alt|title|placeholder|aria-label)\s*=\s*"([^"{]*[A-Za-z\u4e00-\u9fff][^"]*)\"""")
SPOKEN = re.compile("[A-Za-z\u4e00-\u9fff]{2}")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""method\s*=\s*["']?post""", re.IGNORECASE)
TRANSLATED = re.compile(r"{%-?\s*trans\b.*?endtrans\s*-?%}", re.DOTALL)

TRUSTED = {"components/ui.html": 1}
"""How often a template says that a text is markup already: the strokes of our own icons."""
TRUSTED_IN_PYTHON = {
    "mobility/mail/letters.py": 1,  # the letter's own paragraphs, rendered by a template that escaped them
    "mobility/web/templating.py": 2,  # {% trans %}: the text is our own catalogs', what is put into it is escaped
}
SAID_ALIKE = {"Mobility", "2026-10-20", "student@", "@demo.example", "SHA-256", "KB MB", "· KB ·", "XLSX", "CSV"}
"""The product's name, things to type, units: the same in every language."""


@cache
def pages() -> dict[str, str]:
    """The source of every page, by its name."""
    found = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".svg"})
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in found}


@cache
def _environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    found = {
        name: [match[0] for pattern in (INLINE, FOREIGN) for match in pattern.finditer(source)]
        for name, source in pages().items()
    }
    assert {name: matches for name, matches in found.items() if matches} == {}


def test_markup_is_trusted_only_where_it_is_counted() -> None:
    counted = {
        name: sum(one.name in {"safe", "xmlattr"} for one in _environment().parse(source).find_all(nodes.Filter))
        for name, source in pages().items()
    }
    assert {name: count for name, count in counted.items() if count} == TRUSTED
    assert [name for name, source in pages().items() if "autoescape" in source] == []


def test_python_trusts_markup_only_where_it_is_counted() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "mobility").rglob("*.py")}
    counted = {name: source.count("Markup(") for name, source in sources.items() if "Markup(" in source}
    assert counted == TRUSTED_IN_PYTHON


def test_everything_said_goes_through_the_catalogs() -> None:
    """The text between tags, and the attributes that are read out, hold no words of their own."""
    own = {
        name: [one for one in (*_between_tags(source), *READ_OUT.findall(source)) if one not in SAID_ALIKE]
        for name, source in pages().items()
    }
    assert {name: words for name, words in own.items() if any(SPOKEN.search(one) for one in words)} == {}


def _between_tags(source: str) -> list[str]:
    tree = _environment().parse(re.sub(r"&[a-z]+;", " ", TRANSLATED.sub("", source)))
    written = "".join(one.data if isinstance(one, nodes.TemplateData) else "\x00" for one in _written(tree))
    return [" ".join(one.replace("\x00", " ").split()) for one in re.split(r"<[^>]*>", written)]


def _written(tree: nodes.Node) -> Iterator[nodes.Expr]:
    """What a template writes, in order; a class of the body is no text."""
    for child in tree.iter_child_nodes():
        if isinstance(child, nodes.Output):
            yield from child.nodes
        if not (isinstance(child, nodes.Block) and child.name == "body_class"):
            yield from _written(child)


def test_every_form_that_changes_something_carries_its_token() -> None:
    forms = [(name, form) for name, source in pages().items() for form in FORM.findall(source) if POSTS.search(form)]
    assert len(forms) > 3
    assert [(name, form) for name, form in forms if "csrf()" not in form and "csrf_token" not in form] == []


def test_every_page_has_a_title_and_a_heading() -> None:
    whole = {
        name: source
        for name, source in pages().items()
        if "{% extends" in source[:400] and not name.startswith("layouts/")
    }
    assert [name for name, source in whole.items() if "{% block title %}" not in source] == []
    assert [name for name, source in whole.items() if not re.search(r"ui\.head\(|<h1|_head\(|head\(", source)] == []
