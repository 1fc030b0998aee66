"""The content says what a file is."""

from __future__ import annotations

import pytest

from mobility.storage import kind_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 64


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n" + b" " * 64, "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 64, "jpeg"),
        (PNG, "png"),
    ],
)
def test_what_is_taken(head: bytes, expected: str) -> None:
    kind = kind_of(head)
    assert kind is not None
    assert kind.key == expected


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"plain text",
        b"<html><script>alert(1)</script>%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\x00" * 64,
        b"PK\x03\x04" + b"\x00" * 64,
        b"MZ" + b"\x00" * 64,
    ],
)
def test_what_is_not_taken(head: bytes) -> None:
    assert kind_of(head) is None
