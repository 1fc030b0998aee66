"""How much each column may be shown: said in its model, and asked by whoever exports, erases, seals or logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Mapper

from mobility.database import Base


class Class(StrEnum):
    """Public: anybody may read it. Internal: of the work, of nobody. Personal: about a person. Sensitive: what would
    harm somebody or open a door, sealed or hashed wherever it is not needed in clear."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


def privacy(public: str = "", internal: str = "", personal: str = "", sensitive: str = "") -> Mapping[str, Class]:
    """The classes of a model's columns, named with spaces between them; its `__privacy__`.

    Raises ValueError for a column that is named twice.
    """
    named = {Class.PUBLIC: public, Class.INTERNAL: internal, Class.PERSONAL: personal, Class.SENSITIVE: sensitive}
    pairs = [(column, given) for given, columns in named.items() for column in columns.split()]
    if len({column for column, _given in pairs}) < len(pairs):
        raise ValueError("a column has two classes")
    return MappingProxyType(dict(pairs))


def models() -> Iterator[type[Base]]:
    """Every model, by the name of its table."""
    mappers: list[Mapper[Base]] = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
    return (mapper.class_ for mapper in mappers)


def class_of(model: type[Base], column: Any) -> Class | None:
    """A column's class; None where its model does not say.

    Keys of rows, and times that the shared kinds of columns stand for, are internal without a word: they name nobody.
    """
    said: Mapping[str, Class] = getattr(model, "__privacy__", {})
    if column.name in said:
        return said[column.name]
    is_key = column.primary_key or bool(column.foreign_keys)
    return Class.INTERNAL if is_key or column.info.get("class") == Class.INTERNAL else None
