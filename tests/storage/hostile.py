"""The corpus of files that nobody may take as good: each with the reason that has to be given."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.factories import files
from tests.factories.files import EICAR, archive, chunk, office, opened_pdf, pdf, photo, png, relationship, saved, zeros
from tests.storage.hostile_office import OFFICE

LARGEST: Final = 1024 * 1024
"""Bytes that the tests of this corpus allow."""

_HTML: Final = b"<html><body><script>alert(document.cookie)</script></body></html>"
_SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _with(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    opened = opened_pdf()
    change(opened)
    return saved(opened)


def _on_opening(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _in_the_names(opened: pikepdf.Pdf) -> None:
    action = opened.make_indirect(Dictionary(S=Name.JavaScript, JS=opened.make_stream(b"app.alert(1)")))
    opened.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _launching(opened: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F="cmd.exe"))
    opened.pages[0].obj.Annots = Array([link])


def _on_a_page(opened: pikepdf.Pdf) -> None:
    opened.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def _with_a_form_of_xml(opened: pikepdf.Pdf) -> None:
    opened.Root.AcroForm = Dictionary(Fields=Array([]), XFA=opened.make_stream(b"<xdp/>"))


def _sending(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = Dictionary(S=Name.SubmitForm, F=String("https://example.org/"))


def _with_media(opened: pikepdf.Pdf) -> None:
    opened.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])])


def _attaching(opened: pikepdf.Pdf) -> None:
    opened.attachments["virus.exe"] = b"MZ" + bytes(64)


def _pinned_to_a_page(opened: pikepdf.Pdf) -> None:
    inside = opened.make_stream(b"MZ" + bytes(64))
    spec = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=inside))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec)
    opened.pages[0].obj.Annots = Array([opened.make_indirect(note)])


def _starting(**action: Any) -> Callable[[], bytes]:
    """A PDF that does this on opening."""
    return lambda: _with(lambda opened: setattr(opened.Root, "OpenAction", Dictionary(**action)))


def _starting_later(opened: pikepdf.Pdf) -> None:
    """What is done on opening is harmless, what follows upon it is not."""
    after = opened.make_indirect(Dictionary(S=Name.URI, URI=String("https://example.org/")))
    opened.Root.OpenAction = Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([after]))


def _turning_to_a_page(opened: pikepdf.Pdf) -> None:
    opened.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.org/")))


def _fetching(opened: pikepdf.Pdf) -> None:
    opened.Root.Note = opened.make_stream(b"", F=String(r"\\\\example.org\\share"))


def _bound(opened: pikepdf.Pdf) -> None:
    opened.Root.Collection = Dictionary(View=Name.H)


def _drawing(content: bytes, *filters: Name) -> Callable[[], bytes]:
    """A PDF whose page is drawn by this, packed by these."""

    def change(opened: pikepdf.Pdf) -> None:
        opened.pages[0].obj.Contents = pikepdf.Stream(opened, content, Filter=Array(filters))

    return lambda: _as_is(change)


def _flooded() -> bytes:
    """A PDF whose page shows a picture of 30,000 × 30,000 pixels."""

    def change(opened: pikepdf.Pdf) -> None:
        picture = pikepdf.Stream(opened, zeros(30_000 * 3750), Filter=Name.FlateDecode, BitsPerComponent=1)
        picture.stream_dict.update({"/Subtype": Name.Image, "/Width": 30_000, "/Height": 30_000})
        opened.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=opened.make_indirect(picture)))

    return _as_is(change)


def _as_is(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    opened = opened_pdf()
    change(opened)
    return saved(opened, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _disguised() -> bytes:
    """JavaScript under names written with escapes, as scanners that search for words miss it."""
    return _with(_on_opening).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")


def _encrypted(user: str) -> bytes:
    return saved(opened_pdf(), encryption=pikepdf.Encryption(owner="owner", user=user))


def _packed_objects() -> bytes:
    """Objects in a stream of 5,000 bytes that unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    objects = packer.compress(b"1 0 <</Type/Catalog/Pages 3 0 R>>")
    objects += b"".join(packer.compress(b" " * (1 << 20)) for _number in range(200)) + packer.flush()
    out, places = BytesIO(), {}
    out.write(b"%PDF-1.5\n")
    for number, content in (
        (3, b"<</Type/Pages/Kids[4 0 R]/Count 1>>"),
        (4, b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]>>"),
        (
            5,
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(objects), objects),
        ),
    ):
        places[number] = out.tell()
        out.write(b"%d 0 obj%s endobj\n" % (number, content))
    rows = bytes(6) + b"\x02" + (5).to_bytes(4, "big") + bytes(1) + bytes(6)
    rows += b"".join(b"\x01" + places[number].to_bytes(4, "big") + bytes(1) for number in (3, 4, 5))
    start = out.tell()
    out.write(b"6 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(rows))
    out.write(rows + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _wordy() -> bytes:
    """A picture of 8 × 8 pixels with 8 MB written beside them, packed into 8 KB."""
    words = b"".join(chunk(b"zTXt", b"k%d\0\0" % number + zeros(1 << 20)) for number in range(8))
    return photo("PNG", (8, 8)).replace(chunk(b"IEND"), words + chunk(b"IEND"))


def _huge_jpeg() -> bytes:
    """A photo whose head claims 65,500 × 65,500 pixels."""
    whole = bytearray(photo())
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = (65_500).to_bytes(2, "big") * 2
    return bytes(whole)


CORPUS: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "empty.pdf": (lambda: b"", "document.empty"),
    "one byte too many.pdf": (lambda: pdf().ljust(LARGEST + 1), "document.too_large"),
    "web page.pdf": (lambda: _HTML, "document.wrong_type"),
    "picture with script.svg.pdf": (lambda: _SVG, "document.wrong_type"),
    "text.pdf": (lambda: b"This is my transcript.", "document.wrong_type"),
    "program.pdf": (lambda: b"MZ" + bytes(256), "document.wrong_type"),
    "program.elf.pdf": (lambda: b"\x7fELF" + bytes(256), "document.wrong_type"),
    "test virus.pdf": (lambda: EICAR, "document.wrong_type"),
    "animation with script.gif": (lambda: b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)//;", "document.wrong_type"),
    "archive.zip.pdf": (lambda: archive({"a.txt": b"hello"}), "document.wrong_type"),
    "../../etc/passwd.docx": (
        lambda: archive({"../../etc/passwd": b"x", "word/document.xml": b""}),
        "document.wrong_type",
    ),
    "name\r\nSet-Cookie: a=b.pdf": (lambda: _HTML + pdf(), "document.wrong_type"),
    "old word.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "document.wrong_type"),
    "rich text.rtf": (lambda: b"{\\rtf1 hello}", "document.wrong_type"),
    "pdf and archive.pdf": (lambda: pdf() + archive({"a.html": _HTML}), "document.two_types"),
    "archive in a comment.pdf": (
        lambda: pdf().replace(b"%%EOF", b"%" + archive({"a": b"b"}).replace(b"\n", b" ") + b"\n%%EOF"),
        "document.two_types",
    ),
    "pdf and web page.pdf": (lambda: pdf().replace(b"\n", b"\n%" + _HTML + b"\n", 1), "document.two_types"),
    "web page behind.pdf": (lambda: pdf() + _HTML, "document.two_types"),
    "two in one.pdf": (lambda: pdf() + b"MZ" + bytes(64), "document.two_types"),
    "photo and archive.jpg": (lambda: photo() + archive({"a.html": b"hello"}), "document.two_types"),
    "photo and web page.jpg": (lambda: photo(comment=_HTML), "document.two_types"),
    "photo and server script.jpg": (lambda: photo() + b"<?php system($_GET['c']); ?>", "document.two_types"),
    "picture and script.png": (lambda: photo("PNG") + b"<script>alert(1)</script>", "document.two_types"),
    "password.pdf": (lambda: _encrypted("secret"), "document.encrypted"),
    "nobody may print.pdf": (lambda: _encrypted(""), "document.encrypted"),
    "script on opening.pdf": (lambda: _with(_on_opening), "document.scripts"),
    "script among the names.pdf": (lambda: _with(_in_the_names), "document.scripts"),
    "script on a page.pdf": (lambda: _with(_on_a_page), "document.scripts"),
    "script in disguise.pdf": (_disguised, "document.scripts"),
    "starts a program.pdf": (lambda: _with(_launching), "document.scripts"),
    "form of xml.pdf": (lambda: _with(_with_a_form_of_xml), "document.scripts"),
    "sends a form.pdf": (lambda: _with(_sending), "document.scripts"),
    "plays media.pdf": (lambda: _with(_with_media), "document.scripts"),
    "goes elsewhere on opening.pdf": (_starting(S=Name.GoToR, F=String(r"\\\\example.org\\a.pdf")), "document.scripts"),
    "opens a web page.pdf": (_starting(S=Name.URI, URI=String("https://example.org/")), "document.scripts"),
    "opens a web page later.pdf": (lambda: _with(_starting_later), "document.scripts"),
    "opens a web page on a page.pdf": (lambda: _with(_turning_to_a_page), "document.scripts"),
    "fetches a part.pdf": (lambda: _with(_fetching), "document.linked"),
    "many files bound.pdf": (lambda: _with(_bound), "document.embedded_files"),
    "bomb on a page.pdf": (_drawing(zeros(80 << 20), Name.FlateDecode), "document.unpacks_too_large"),
    "bomb in a bomb.pdf": (
        _drawing(zlib.compress(zeros(80 << 20)), Name.FlateDecode, Name.FlateDecode),
        "document.unpacks_too_large",
    ),
    "flood on a page.pdf": (_flooded, "document.too_many_pixels"),
    "other archive in a comment.pdf": (
        lambda: pdf().replace(b"%%EOF", b"%Rar!\x1a\x07\x00" + bytes(50) + b"\n%%EOF"),
        "document.two_types",
    ),
    "letter with macros behind the head.pdf": (
        lambda: pdf().replace(b"\n", b"\n%MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", 1),
        "document.two_types",
    ),
    "words without end.png": (_wordy, "document.damaged"),
    "program attached.pdf": (lambda: _with(_attaching), "document.embedded_files"),
    "program pinned to a page.pdf": (lambda: _with(_pinned_to_a_page), "document.embedded_files"),
    "cut off.pdf": (lambda: pdf()[:-60], "document.damaged"),
    "only its head.pdf": (lambda: b"%PDF-1.7\n" + bytes(500), "document.damaged"),
    "no page.pdf": (lambda: saved(pikepdf.new()), "document.damaged"),
    "head and end.pdf": (lambda: b"%PDF-1.7\nnothing at all\n%%EOF\n", "document.damaged"),
    "bomb of objects.pdf": (_packed_objects, "document.damaged"),
    "a whole book.pdf": (lambda: pdf(pages=201), "document.too_many_pages"),
    "cut off.jpg": (lambda: photo(size=(1600, 1200))[:4000], "document.damaged"),
    "cut off.png": (lambda: photo("PNG", (640, 480))[:-40], "document.damaged"),
    "cut off.heic": (lambda: photo("HEIF", (640, 480))[:-200], "document.damaged"),
    "only its head.jpg": (lambda: photo()[:40], "document.damaged"),
    "flood of pixels.png": (lambda: png(30_000, 30_000, zeros(30_000 * 3751)), "document.too_many_pixels"),
    "flood without rows.png": (lambda: png(65_535, 65_535), "document.too_many_pixels"),
    "flood.jpg": (_huge_jpeg, "document.too_many_pixels"),
    **OFFICE,
}
"""Name → how it is made, and why it is refused."""


_HARMLESS: Final = {
    "word/document.xml": b"<a><instrText>PAGE</instrText><fldSimple instr='HYPERLINK https://a.cn/'/></a>",
    "word/media/image1.svg": b'<?xml version="1.0"?><!DOCTYPE svg><svg/>',
    "xl/printerSettings/printerSettings1.bin": bytes(64),
    "docProps/core.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
}

GOOD: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "transcript.pdf": (pdf, "pdf"),
    "twenty pages.pdf": (lambda: pdf(pages=20), "pdf"),
    "photo.jpg": (photo, "jpeg"),
    "photo.png": (lambda: photo("PNG"), "png"),
    "photo.heic": (lambda: photo("HEIF"), "heic"),
    "letter.docx": (office, "docx"),
    "linked letter.docx": (
        lambda: office(parts={"word/_rels/document.xml.rels": relationship("hyperlink", "https://a.cn/", "External")}),
        "docx",
    ),
    "letter with fields.docx": (lambda: office(parts=_HARMLESS), "docx"),
    "turns to its page.pdf": (
        lambda: _with(lambda one: setattr(one.Root, "OpenAction", Array([one.pages[0].obj, Name.Fit]))),
        "pdf",
    ),
    "asks for its pages by name.pdf": (_starting(S=Name.Named, N=Name.FirstPage), "pdf"),
    "marks.xlsx": (lambda: office("xlsx"), "xlsx"),
    "wrong name.exe": (pdf, "pdf"),
    "padded.pdf": (lambda: files.pdf() + b"\r\n\x00\x00", "pdf"),
}
"""Name → how it is made, and as which type it is accepted."""
