"""Files for tests, made here: good ones of every type that the program takes, and the parts of bad ones."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

GPS_IFD = 0x8825
ORIENTATION = 0x0112
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(text: str = "A document", pages: int = 1) -> bytes:
    """A sound PDF whose pages say `text`."""
    made = pikepdf.new()
    for number in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 24 Tf 72 720 Td ({text} {number + 1}) Tj ET".encode())
    return saved(made)


def saved(made: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    made.save(out, deterministic_id=not options.get("encryption"), **options)
    return out.getvalue()


def opened_pdf(text: str = "A document") -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf(text)))


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 200), *, orientation: int = 1, **options: Any) -> bytes:
    """A photo, its upper left quarter red, with the place where it was taken."""
    image = Image.new("RGB", size, "white")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (38.0, 2.0, 30.0), 3: "E", 4: (114.0, 30.0, 0.0)})
    out = BytesIO()
    image.save(out, kind, exif=exif, **options)
    return out.getvalue()


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG of one bit a pixel, whatever its rows are."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND")


def chunk(name: bytes, data: bytes = b"") -> bytes:
    """One piece of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def zeros(count: int) -> bytes:
    """So many zero bytes, packed."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    packed = [packer.compress(block) for _number in range(count >> 20)]
    return b"".join((*packed, packer.compress(bytes(count & ((1 << 20) - 1))), packer.flush()))


_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", f"{_TYPES}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_TYPES}spreadsheetml.sheet.main+xml"),
}


def office(
    kind: str = "docx",
    parts: Mapping[str, bytes] | None = None,
    *,
    main_type: str = "",
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A small Word or Excel file with these parts besides its own, or in place of them."""
    main, own_type = _MAIN[kind]
    types = f'<Types><Override PartName="/{main}" ContentType="{main_type or own_type}"/></Types>'
    given = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relationship("officeDocument", main),
        main: b"<document>words</document>",
        **(parts or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as package:
        for name, content in given.items():
            package.writestr(name, content)
    return out.getvalue()


def relationship(kind: str, target: str, mode: str = "Internal") -> bytes:
    one = f'<Relationship Id="r1" Type="{_RELATIONSHIPS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{one}</Relationships>'.encode()


def archive(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
