"""The Word and Excel files among the hostile ones, each with the reason that has to be given."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from typing import Final

from tests.factories.files import office, pdf, relationship

_HTML: Final = b"<html><body><script>alert(document.cookie)</script></body></html>"


def _lying_bomb() -> bytes:
    """An archive whose table says that 150 MB are 10 bytes."""
    bomb = bytearray(office("docx", {"word/document.xml": b"\x00" * (150 << 20)}))
    real = (150 << 20).to_bytes(4, "little")
    return bytes(bomb.replace(real, (10).to_bytes(4, "little")))


def _overlapping() -> bytes:
    """An archive in which two names share one part's bytes."""
    whole = bytearray(office("docx", {"word/a.xml": b"<a>" + b" " * 100 + b"</a>", "word/b.xml": b"<b/>"}))
    table = whole.index(b"PK\x01\x02")
    first = whole.index(b"word/a.xml", table) - 46
    second = whole.index(b"word/b.xml", table) - 46
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def _encrypted_office() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def _flagged_parts() -> bytes:
    """An archive whose parts say that they are behind a password."""
    whole = bytearray(office())
    at = -1
    while (at := whole.find(b"PK\x01\x02", at + 1)) >= 0:
        whole[at + 8] |= 1
    return bytes(whole)


def _hidden_between() -> bytes:
    """An archive with something between its last part and its table that the table does not name."""
    whole = office()
    table, end = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    hidden = b"MZ" + bytes(200)
    start = struct.pack("<I", table + len(hidden))
    return whole[:table] + hidden + whole[table : end + 16] + start + whole[end + 20 :]


def _fetching(relationships: str) -> Callable[[], bytes]:
    return lambda: office(parts={"word/_rels/settings.xml.rels": relationships.encode()})


def _words(markup: str) -> Callable[[], bytes]:
    return lambda: office(parts={"word/document.xml": f"<w:document>{markup}</w:document>".encode()})


_OUTSIDE: Final = relationship("attachedTemplate", "https://example.org/evil.dotm", "External")
_BACKGROUND: Final = relationship("image", "https://example.org/pixel.png", "External")
_TEMPLATE: Final = 'Type="p/attachedTemplate" Target="https://example.org/evil.dotm"'
_TORN: Final = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_IN_WIDE_LETTERS: Final = '<?xml version="1.0" encoding="UTF-16"?>{}'
_MACRO_MAIN: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"
_ENTITIES: Final = '<!DOCTYPE a [<!ENTITY b "laugh"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'

OFFICE: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "macros.docx": (lambda: office(parts={"word/vbaProject.bin": bytes(64)}), "document.macros"),
    "macros by type.docx": (
        lambda: office(main_type=_MACRO_MAIN),
        "document.macros",
    ),
    "running field.docx": (_words(r"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"), "document.macros"),
    "controls.xlsx": (lambda: office("xlsx", {"xl/activeX/activeX1.xml": b"<a/>"}), "document.macros"),
    "old macros.xlsx": (lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": b"<a/>"}), "document.macros"),
    "object inside.docx": (lambda: office(parts={"word/embeddings/oleObject1.bin": b"x"}), "document.embedded_files"),
    "fetches its template.docx": (
        lambda: office(parts={"word/_rels/settings.xml.rels": _OUTSIDE}),
        "document.linked",
    ),
    "fetches a picture.docx": (lambda: office(parts={"word/_rels/document.xml.rels": _BACKGROUND}), "document.linked"),
    "bomb.docx": (lambda: office(parts={"word/document.xml": bytes(150 << 20)}), "document.unpacks_too_large"),
    "bomb of many parts.xlsx": (
        lambda: office("xlsx", {f"xl/part{number}.xml": b"" for number in range(2001)}),
        "document.unpacks_too_large",
    ),
    "bomb that lies.docx": (_lying_bomb, "document.damaged"),
    "parts that overlap.docx": (_overlapping, "document.damaged"),
    "part outside.docx": (lambda: office(parts={"../../evil.xml": b"<a/>"}), "document.two_types"),
    "password.docx": (_encrypted_office, "document.encrypted"),
    "parts behind a password.docx": (_flagged_parts, "document.encrypted"),
    "cut off.docx": (lambda: office()[:-30], "document.wrong_type"),
    "pdf and letter.docx": (
        lambda: office(parts={"word/media/a.jpg": b" " + pdf()}, packing=zipfile.ZIP_STORED),
        "document.two_types",
    ),
    "web page and letter.docx": (
        lambda: office(parts={"word/media/a.jpg": _HTML}, packing=zipfile.ZIP_STORED),
        "document.two_types",
    ),
    "program between the parts.docx": (_hidden_between, "document.two_types"),
    "program among the pictures.docx": (
        lambda: office(parts={"word/media/image1.png": b"MZ" + bytes(200)}),
        "document.embedded_files",
    ),
    "old file among the pictures.docx": (
        lambda: office(parts={"word/media/image1.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)}),
        "document.embedded_files",
    ),
    "web page as a chapter.docx": (
        lambda: office(parts={"word/_rels/document.xml.rels": relationship("aFChunk", "/word/a.mht")}),
        "document.embedded_files",
    ),
    "fetches, with apostrophes.docx": (
        _fetching("<a><Relationship Type='p/attachedTemplate' Target='https://a.cn/' TargetMode='External'/></a>"),
        "document.linked",
    ),
    "fetches, spaced out.docx": (
        _fetching(f'<a><Relationship {_TEMPLATE} TargetMode = "External"/></a>'),
        "document.linked",
    ),
    "fetches, in entities.docx": (
        _fetching(f'<a><Relationship {_TEMPLATE} TargetMode="&#69;xternal"/></a>'),
        "document.linked",
    ),
    "fetches, named as a link.docx": (
        _fetching('<a><Relationship Type="p/frame" Target="https://a.cn/hyperlink" TargetMode="External"/></a>'),
        "document.linked",
    ),
    "fetches, with a prefix.docx": (
        _fetching(f'<r:a xmlns:r="p"><r:Relationship {_TEMPLATE} TargetMode="External"/></r:a>'),
        "document.linked",
    ),
    "fetches, in wide letters.docx": (
        lambda: office(
            parts={"word/_rels/settings.xml.rels": _IN_WIDE_LETTERS.format(_OUTSIDE.decode()).encode("utf-16")}
        ),
        "document.linked",
    ),
    "fetches, in capitals.docx": (lambda: office(parts={"word/_rels/settings.xml.RELS": _OUTSIDE}), "document.linked"),
    "macros in wide letters.docx": (
        lambda: office(
            parts={
                "[Content_Types].xml": _IN_WIDE_LETTERS.format(
                    f'<Types><Override PartName="/word/document.xml" ContentType="{_MACRO_MAIN}"/></Types>'
                ).encode("utf-16")
            }
        ),
        "document.macros",
    ),
    "ribbon with macros.docx": (lambda: office(parts={"customUI/customUI.xml": b"<customUI/>"}), "document.macros"),
    "running field in one piece.docx": (_words('<w:fldSimple w:instr=" dde c:/cmd.exe"/>'), "document.macros"),
    "running field, torn.docx": (
        _words(
            _TORN.format("begin")
            + "<w:instrText> DDE</w:instrText><w:instrText>AUTO cmd.exe</w:instrText>"
            + _TORN.format("end")
        ),
        "document.macros",
    ),
    "running field in a header.docx": (
        lambda: office(parts={"word/header1.xml": b"<a><instrText>DDEAUTO cmd.exe</instrText></a>"}),
        "document.macros",
    ),
    "fetching field.docx": (_words('<w:instrText>INCLUDEPICTURE "https://a.cn/"</w:instrText>'), "document.linked"),
    "entities.docx": (
        lambda: office(parts={"word/document.xml": _ENTITIES.encode()}),
        "document.unpacks_too_large",
    ),
    "not xml.docx": (lambda: office(parts={"word/styles.xml": b"<a><b></a>"}), "document.damaged"),
    "runs a program.xlsx": (
        lambda: office("xlsx", {"xl/externalLinks/externalLink1.xml": b'<a><ddeLink ddeService="cmd"/></a>'}),
        "document.macros",
    ),
    "asks a web page.xlsx": (
        lambda: office("xlsx", {"xl/connections.xml": b'<a><webPr url="https://a.cn/"/></a>'}),
        "document.linked",
    ),
}
"""Name → how it is made, and why it is refused."""
