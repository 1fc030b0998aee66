"""A file's name is shown as it was given, without anything that could do harm."""

from __future__ import annotations

import pytest

from mobility.services.applications.file_names import shown_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("成绩单.pdf", "成绩单.pdf"),
        ("scan.JPEG", "scan.pdf"),
        ("C:\\Users\\me\\paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\r\nSet-Cookie: b=c.pdf", "aSet-Cookie b=c.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("", "transcript.pdf"),
        ("...", "transcript.pdf"),
        (".pdf", "transcript.pdf"),
        ("x" * 4000 + ".pdf", "x" * 120 + ".pdf"),
        ("a\x00b.png", "ab.pdf"),
    ],
)
def test_names(given: str, shown: str) -> None:
    assert shown_name(given, "transcript", "pdf") == shown
