"""`make` lists what there is, and every command that the README and the guides name exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest

from mobility.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def listed() -> list[str]:
    shown = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    return re.findall(r"^  make ([a-z-]+) +\S.*$", shown.stdout, re.MULTILINE)


def named(pattern: str) -> set[str]:
    """Commands in code spans and code blocks of the guides."""
    code = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
    spans = [span for guide in GUIDES for span in code.findall(guide.read_text())]
    return {word for span in spans for word in re.findall(pattern, span)}


def test_make_alone_lists_the_targets() -> None:
    assert listed() == ["help", "setup", "run", "test", "test-long", "faults", "bench", "check", "format", "clean"]


def test_every_target_that_a_guide_names_exists() -> None:
    assert {"run", "test", "check"} <= named(r"\bmake ([a-z-]+)\b") <= set(listed())


def test_every_command_that_a_guide_names_exists() -> None:
    assert {"up", "init", "migrate", "check-config"} <= named(r"\bmobility ([a-z][a-z-]+)\b") <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    command = main.get_command(None, name)  # type: ignore[arg-type]  # its context is not looked at
    assert command is not None
    assert command.help
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []
