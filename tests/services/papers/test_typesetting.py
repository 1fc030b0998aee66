"""Sheets hold every character that people have in their names, and nothing that they typed is taken as markup."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from mobility.services.papers.typesetting import as_pdf, as_pictures, qr_code, unprintable

AT = datetime(2026, 10, 12, tzinfo=UTC)
PAPER = {
    "lang": "zh",
    "institution": "示例大学",
    "title": "承诺书",
    "call": "新加坡护理医科奖学金项目",
    "paragraphs": ["本人李䶮𬭎（Lü Zoë）承诺所填内容真实。"],
    "signers": ["学生签名"],
    "date": "日期",
}


def _text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))


def test_rare_characters_stand_in_the_pdf() -> None:
    text = _text(as_pdf("paper.typ", PAPER, AT))
    assert "本人李䶮𬭎（Lü Zoë）承诺所填内容真实。" in text.replace("\r\n", "")


@pytest.mark.parametrize(
    "typed", ["#panic()", "*bold* _slanted_", "$x$ \\ @ref <label>", "```code```", "= Title", '"quotes" // comment']
)
def test_what_was_typed_is_text(typed: str) -> None:
    assert typed in _text(as_pdf("paper.typ", {**PAPER, "paragraphs": [typed]}, AT))


def test_the_same_words_give_the_same_bytes() -> None:
    assert as_pdf("paper.typ", PAPER, AT) == as_pdf("paper.typ", PAPER, AT)


def test_a_paper_is_also_there_as_pictures() -> None:
    pages = as_pictures("paper.typ", {**PAPER, "paragraphs": ["本人承诺。" * 40] * 20})
    assert len(pages) > 1
    assert all(Image.open(BytesIO(page)).format == "PNG" for page in pages)


def test_what_no_sheet_can_show_is_named() -> None:
    assert unprintable("李秀宁 Lü Zoë-Ā 䶮𬭎㛃\n\t1–2") == ()
    assert unprintable("𠮷田𠮷 😀") == ("𠮷", "😀")


def test_a_code_is_a_picture_of_its_text() -> None:
    assert qr_code("https://mobility.example/receipts/A-1") != qr_code("https://mobility.example/receipts/A-2")
    assert qr_code("https://mobility.example/receipts/A-1").startswith("<svg")
