"""The command says of a file what an upload would say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mobility.cli import main
from tests.factories.files import pdf, photo


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["inspect-file", *arguments])


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "transcript.exe"
    path.write_bytes(pdf())
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "成绩单.pdf"
    path.write_bytes(pdf()[:-60])
    return str(path)


def test_a_good_file_is_accepted_as_what_it_is(good: str) -> None:
    result = _run(good)
    assert (result.exit_code, result.output) == (0, f"{good}: accepted as pdf\n")


def test_a_bad_one_is_refused_with_what_to_do(good: str, bad: str) -> None:
    result = _run(good, bad)
    assert result.exit_code == 1
    assert f"{good}: accepted as pdf" in result.output
    assert f"{bad}: refused (document.damaged). The file is incomplete or damaged." in result.output


def test_programs_read_json(good: str, bad: str) -> None:
    result = _run("--json", "--language", "zh_Hans", good, bad)
    assert result.exit_code == 1
    accepted, refused = json.loads(result.output)
    assert accepted == {"file": good, "verdict": "accepted", "type": "pdf", "reason": None, "sentence": None}
    assert {**refused, "sentence": None} == {
        "file": bad,
        "verdict": "refused",
        "type": None,
        "reason": "document.damaged",
        "sentence": None,
    }
    assert refused["sentence"].startswith("文件不完整或已损坏")


def test_what_a_call_does_not_ask_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo())
    result = _run("--accept", "pdf", str(path))
    assert result.exit_code == 1
    assert "document.wrong_type" in result.output
    assert _run("--accept", "pdf,jpeg", str(path)).exit_code == 0


def test_a_type_that_nobody_knows_is_a_mistake_of_the_command(good: str) -> None:
    assert _run("--accept", "exe", good).exit_code == 2


@pytest.mark.parametrize("name", ["nothing-there.pdf", "."])
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    result = _run("--json", str(tmp_path / name))
    assert result.exit_code == 1
    assert json.loads(result.output)[0]["reason"] == "document.unreadable"


def test_without_a_file_it_says_how_it_is_called() -> None:
    assert _run().exit_code == 2
