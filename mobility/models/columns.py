"""The column kinds that all tables share, so that a time, a text or a key means the same everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, LargeBinary, String, TypeDecorator, func
from sqlalchemy import Text as LongString
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column

from mobility.core.terms import Text


class TextColumn(TypeDecorator[Text]):
    """A text in each language, stored as `{"en": …, "zh_Hans": …}`."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Text | None, dialect: Dialect) -> Any:
        return None if value is None else value.model_dump()

    def process_result_value(self, value: Any, dialect: Dialect) -> Text | None:
        return None if value is None else Text.model_validate(value)


_INTERNAL: Final = {"class": "internal"}
"""When something happened names nobody; every other column says in its model what it holds (`__privacy__`)."""

Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True), info=_INTERNAL)]
Created = Annotated[
    datetime, mapped_column(DateTime(timezone=True), server_default=func.mobility_now(), info=_INTERNAL)
]
Words = Annotated[Text, mapped_column(TextColumn)]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
Folded = Annotated[str, mapped_column(LongString, server_default="")]
"""A text made for finding or ordering, never shown."""
Short = Annotated[str, mapped_column(String(64))]
Sealed = Annotated[bytes, mapped_column(LargeBinary, info={"is_sealed": True})]
"""A sensitive value as `secrecy.seal` made it for this column and row; `mobility rotate-keys` finds all of them."""
InstitutionKey = Annotated[int, mapped_column(ForeignKey("institution.id"), index=True)]
