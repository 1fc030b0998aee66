"""Children are started again when they are killed, and nothing of them is left at the end."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mobility.cli.servers import Child, Running
from mobility.cli.up import supervisor as supervising
from mobility.cli.up.supervisor import Supervisor

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
WITH_OFFSPRING = (
    "import subprocess, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"
)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(supervising, "FIRST_PAUSE", 0.01)
    made = Supervisor(said.append)
    yield made
    made.end({0: 0.0, 1: 0.0})


def child(folder: Path, name: str, source: str = "import time; time.sleep(60)") -> Child:
    return Child(name, (sys.executable, "-c", source), folder / f"{name}.log")


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits for its parent to look does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it did not become so within ten seconds")


def first_line(running: Running) -> str:
    until(lambda: running.child.log.read_text().endswith("\n"))
    return running.child.log.read_text().splitlines()[0]


def test_a_killed_child_is_started_again_and_said_so(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    first = supervisor.start(child(tmp_path, "worker"), stage=1)
    os.kill(first.pid, signal.SIGKILL)
    until(supervisor.watch)
    (second,) = supervisor.running
    assert second.pid != first.pid
    assert is_alive(second.pid)
    assert said == [f"worker ended (code -9); it is started again. See {tmp_path / 'worker.log'}"]


def test_a_child_that_keeps_ending_is_started_ever_more_slowly(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(child(tmp_path, "worker", "raise SystemExit(1)"), stage=1)
    pauses = []
    for _ in range(3):
        until(supervisor.watch)
        pauses.append(supervisor._kept["worker"].pause)
    assert pauses[0] * 4 == pauses[1] * 2 == pauses[2]


def test_the_end_reaches_offspring_and_the_deaf(supervisor: Supervisor, tmp_path: Path) -> None:
    deaf = supervisor.start(child(tmp_path, "deaf", DEAF), stage=1)
    parent = supervisor.start(child(tmp_path, "parent", WITH_OFFSPRING), stage=0)
    assert first_line(deaf) == "deaf"
    offspring = int(first_line(parent))
    supervisor.end({0: 5.0, 1: 0.2})
    assert deaf.process.returncode == -signal.SIGKILL
    assert parent.process.returncode == -signal.SIGTERM
    until(lambda: not is_alive(offspring))
    assert supervisor.running == []


def test_a_child_leads_a_session_of_its_own(supervisor: Supervisor, tmp_path: Path) -> None:
    running = supervisor.start(child(tmp_path, "worker"), stage=1)
    assert os.getsid(running.pid) == running.pid != os.getsid(0)
    assert os.getpgid(running.pid) == running.pid
