"""The table of settings in the operating guide is the one that the program reads."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from mobility.config import Settings

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "operating.md"


def row(name: str, field: FieldInfo) -> str:
    """One line of the table; `python -m tests.test_operating` prints them all."""
    variable = name.upper() if field.validation_alias else f"MOBILITY_{name.upper()}"
    default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    shown = f"`{default}`" if default not in ("", ()) else ""
    return f"| `{variable}` | {shown} | {field.description} |"


def rows() -> list[str]:
    return [row(name, field) for name, field in Settings.model_fields.items()]


def test_every_setting_is_in_the_table_with_its_default_and_meaning() -> None:
    assert re.findall(r"^\| `[A-Z0-9_]+` \|.*$", GUIDE.read_text(), re.MULTILINE) == rows()


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201 - run by hand, it prints
