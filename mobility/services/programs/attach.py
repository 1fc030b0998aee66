"""Offers a file on the public page of a call, such as the form of a guardian's consent."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO, Final

from sqlalchemy import select

from mobility.core.questions.documents import MEGABYTE
from mobility.core.terms import Refused, Text
from mobility.database import db, transaction
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


def attach_again(old_id: int, new: Call) -> None:
    """Show the files of the call `old_id` on the page of `new` too, inside the caller's transaction.

    Each is copied, so that either call may lose its own. What a crash leaves in the store is swept away.
    """
    query = select(CallAttachment).where(CallAttachment.call_id == old_id).order_by(CallAttachment.id)
    for old in db.session.scalars(query).all():
        key = new_key(new.institution_id)
        current().put(key, BytesIO(b"".join(current().read(old.storage_key, None))), LARGEST)
        shown = {name: getattr(old, name) for name in ("title", "file_name", "media_type", "byte_count")}
        db.session.add(CallAttachment(institution_id=new.institution_id, call_id=new.id, storage_key=key, **shown))
