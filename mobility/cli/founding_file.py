"""Reads the file by which an institution begins: its names, its hosts, its units as a list or as a table beside it."""

from __future__ import annotations

import csv
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, StringConstraints, ValidationError

from mobility.core.terms import Text

COLUMNS: Final = ("code", "kind", "name_en", "name_zh_Hans", "parent")
"""Of a table of units; `parent` is the code of a unit in a line above, or empty."""


class Unreadable(Exception):
    """The file cannot be used; the message holds every reason, one a line."""


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not the name of a time zone, such as Asia/Shanghai")
    return name


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class UnitEntry(BaseModel):
    """One unit: a school, a college, a laboratory, an office."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    kind: Code
    name: Text
    parent: Code | None = None


class Founding(BaseModel):
    """An institution as its file describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    name: Text
    short_name: Text
    office_name: Text
    hosts: tuple[str, ...] = ()
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    locale: Annotated[str, StringConstraints(pattern="^(en|zh_Hans)$")] = "zh_Hans"
    contact_email: EmailStr | None = None
    contact_phone: str | None = None
    address: Text | None = None
    units: tuple[UnitEntry, ...] = Field(min_length=1)


def read(path: Path) -> Founding:
    """The institution of a YAML file, whose `units` is a list or the name of a CSV file beside it.

    Raises Unreadable with every reason at once.
    """
    try:
        given = yaml.safe_load(_text(path))
    except yaml.YAMLError as error:
        raise Unreadable(f"{path} is not YAML: {error}") from error
    if not isinstance(given, dict):
        raise Unreadable(f"{path} must hold names and values, such as `key: example`.")
    if isinstance(given.get("units"), str):
        given["units"] = _table(path.parent / given["units"])
    try:
        return Founding.model_validate(given)
    except ValidationError as error:
        raise Unreadable("\n".join(_reasons(path, error))) from error


def _table(path: Path) -> list[dict[str, object]]:
    rows = csv.DictReader(StringIO(_text(path)))
    if missing := set(COLUMNS) - set(rows.fieldnames or ()):
        raise Unreadable(f"{path} lacks the columns: {', '.join(sorted(missing))}.")
    return [_unit(row) for row in rows]


def _unit(row: dict[str, str]) -> dict[str, object]:
    return {
        "code": row["code"],
        "kind": row["kind"],
        "name": {"en": row["name_en"], "zh_Hans": row["name_zh_Hans"]},
        "parent": row["parent"] or None,
    }


def _text(path: Path) -> str:
    """A file's text: UTF-8, or GB 18030 as spreadsheets in China write it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise Unreadable(f"{path} is neither UTF-8 nor GB 18030: save it as UTF-8.")


def _reasons(path: Path, error: ValidationError) -> list[str]:
    found = error.errors(include_url=False, include_input=False)
    return [f"{path}: {'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in found]
