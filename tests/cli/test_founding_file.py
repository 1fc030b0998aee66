"""An institution's file is read as the guide shows it, or refused with every reason at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mobility.cli.founding_file import Founding, Unreadable, read
from mobility.core.terms import Text

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "operating.md"


def shown(language: str) -> str:
    """The guide's own example, without the margin of its list."""
    found = re.search(rf"```{language}\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found
    return re.sub(r"^   ", "", found[1], flags=re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "institution.yaml").write_text(shown("yaml"))
    (tmp_path / "units.csv").write_text(shown("csv"))
    return tmp_path


def test_the_guides_example_is_read(folder: Path) -> None:
    founding = read(folder / "institution.yaml")
    assert (founding.key, founding.hosts) == ("example", ("mobility.example.edu.cn",))
    assert [(unit.code, unit.kind, unit.name.zh_Hans, unit.parent) for unit in founding.units] == [
        ("N", "school", "护理学院", None),
        ("N-LAB", "laboratory", "技能实验室", "N"),
    ]


def test_a_table_as_chinese_spreadsheets_write_it_is_read(folder: Path) -> None:
    units = folder / "units.csv"
    units.write_bytes(units.read_text().encode("gb18030"))
    assert read(folder / "institution.yaml").units[0].name == Text(en="School of Nursing", zh_Hans="护理学院")


def test_units_may_stand_in_the_file_itself(folder: Path) -> None:
    path = folder / "institution.yaml"
    listed = "units: [{code: N, kind: school, name: {en: Nursing, zh_Hans: 护理学院}}]"
    path.write_text(re.sub(r"^units:.*$", listed, path.read_text(), flags=re.MULTILINE))
    founding: Founding = read(path)
    assert [unit.code for unit in founding.units] == ["N"]


def test_every_reason_is_told_at_once(folder: Path) -> None:
    path = folder / "institution.yaml"
    text = path.read_text().replace("key: example", "key: Ex ample").replace("Asia/Shanghai", "Asia/Peking")
    path.write_text(text + "colour: red\n")
    with pytest.raises(Unreadable) as refused:
        read(path)
    assert [line.split(": ")[1] for line in str(refused.value).splitlines()] == ["key", "time_zone", "colour"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"- a\n- b\n", "must hold names and values"),
        (b"key: [", "is not YAML"),
        (b"\xff\xff\xff", "is neither UTF-8 nor GB 18030"),
        (b"units: missing.csv", r"missing\.csv cannot be read: No such file"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(folder: Path, content: bytes, sentence: str) -> None:
    path = folder / "institution.yaml"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=sentence):
        read(path)


def test_a_table_without_a_column_is_refused(folder: Path) -> None:
    (folder / "units.csv").write_text("code,kind,name_en\nN,school,Nursing\n")
    with pytest.raises(Unreadable, match=r"units\.csv lacks the columns: name_zh_Hans, parent\.$"):
        read(folder / "institution.yaml")
