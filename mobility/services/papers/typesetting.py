"""Sets a template of `templates/print/` as PDF or as pictures of its pages, in fonts that hold Chinese and Latin alike.

A template takes its words from `json(bytes(sys.inputs.data))` alone, so what people typed is text and never markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
import typst
from fontTools.ttLib import TTFont

TEMPLATES: Final = Path(__file__).resolve().parents[3] / "templates" / "print"
FONTS: Final = Path(__file__).with_name("fonts")
REGULAR: Final = FONTS / "NotoSansSC-Regular.ttf"
PICTURE_DOTS: Final = 110.0
"""Dots an inch of a page as picture: readable on a telephone, printable where nothing else can be."""

_BLANK: Final = frozenset("\t\n\r\u200b\ufeff")


def as_pdf(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The template filled with `data`, as PDF made at the instant `at`; the same words give the same bytes."""
    set_pages = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=at.astimezone(UTC),
    )
    assert isinstance(set_pages, bytes)
    return set_pages


def as_pictures(template: str, data: Mapping[str, Any]) -> list[bytes]:
    """The same as one PNG a page, for browsers that can save pictures but no files."""
    made: Any = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="png",
        ppi=PICTURE_DOTS,
    )
    return list(made) if isinstance(made, list) else [made]


def qr_code(text: str) -> str:
    """A QR code as SVG, readable with a seventh of it spoiled (level M)."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def unprintable(text: str) -> tuple[str, ...]:
    """The characters that no printed sheet can show, each once, in their order: the font has no glyph for them."""
    known = _glyphs()
    return tuple(dict.fromkeys(mark for mark in text if ord(mark) not in known and mark not in _BLANK))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _glyphs() -> frozenset[int]:
    with TTFont(REGULAR, lazy=True) as font:
        return frozenset(font.getBestCmap())
