"""Puts several PDFs together into one: the pages alone, in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import BinaryIO

import pikepdf

from mobility.core.terms import Refused


def joined(files: Sequence[BinaryIO]) -> BinaryIO:
    """One PDF of all pages of these PDFs. The same files give the same bytes. Raises Refused `document.damaged`."""
    made, together = BytesIO(), pikepdf.new()
    try:
        with ExitStack() as opened:
            for file in files:
                file.seek(0)
                together.pages.extend(opened.enter_context(pikepdf.open(file)).pages)
            together.save(made, deterministic_id=True)
    except (pikepdf.PikepdfError, ValueError, RuntimeError):
        raise Refused("document.damaged") from None
    made.seek(0)
    return made
