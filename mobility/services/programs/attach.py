"""Offers a file on the public page of a call, such as the form of a guardian's consent."""

from __future__ import annotations

from typing import BinaryIO, Final

from mobility.core.questions.documents import MEGABYTE
from mobility.core.terms import Refused, Text
from mobility.database import transaction
from mobility.models import Call, CallAttachment
from mobility.storage import current, inspect, new_key

LARGEST: Final = 20 * MEGABYTE
ACCEPTS: Final = ("pdf", "jpeg", "png", "docx", "xlsx")


def attach(call_id: int, title: Text, file: BinaryIO, file_name: str) -> int:
    """Keep `file` and show it on the page of that call; return the attachment's id.

    Raises Refused `call.unknown`, and `document.…` as `storage.inspect` does.
    """
    found = inspect(file, ACCEPTS, LARGEST).kind
    with transaction() as session:
        call = session.get(Call, call_id)
        if call is None:
            raise Refused("call.unknown")
        key = new_key(call.institution_id)
        stored = current().put(key, file, LARGEST)
        row = CallAttachment(
            institution_id=call.institution_id,
            call_id=call_id,
            title=title,
            storage_key=key,
            file_name=file_name,
            media_type=found.media_type,
            byte_count=stored.byte_count,
        )
        session.add(row)
        session.flush()
        return row.id
