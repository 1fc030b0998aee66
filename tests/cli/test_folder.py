"""One program per data folder; its secrets are its own; what a killed supervisor left is found and ended."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from mobility.cli.servers import Child
from mobility.cli.servers.folder import DataFolder, Occupied


def test_a_second_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path / "var"), DataFolder(tmp_path / "var")
    first.take()
    first.note_environment({"MOBILITY_BASE_URL": "http://127.0.0.1:8123"})
    assert second.is_taken()
    with pytest.raises(Occupied, match=r"^Mobility already runs on the data folder .*var: open http://127.0.0.1:8123,"):
        second.take()
    first.release()
    assert not second.is_taken()
    second.take()
    second.release()


def test_secrets_are_made_once_and_are_for_the_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "var")
    word = folder.secret("demo-password", groups=4)
    assert [len(group) for group in word.split("-")] == [4, 4, 4, 4]
    assert folder.secret("demo-password", groups=4) == word
    assert folder.secret("secret-key", groups=12) != word
    assert {stat.S_IMODE((folder.path / name).stat().st_mode) for name in ("demo-password", "secret-key")} == {0o600}
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_children_of_a_killed_supervisor_are_ended_and_strangers_are_not(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "var")
    lost, stranger = (
        Child(name, (sys.executable, "-c", "import time; time.sleep(60)"), tmp_path / "log").start()
        for name in ("worker", "stranger")
    )
    folder.note_children([lost])
    notes = folder.path / "children.json"
    forged = notes.read_text().rstrip("]\n") + f', {{"name": "x", "pid": {stranger.pid}, "birth": "1"}}]'
    notes.write_text(forged)
    try:
        folder.end_forgotten_children()
        assert lost.process.wait(timeout=10) == -9
        assert not stranger.has_ended
    finally:
        stranger.stop()
    folder.forget()
    folder.end_forgotten_children()
    assert folder.environment() == {}
