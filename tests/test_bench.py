"""The measurement of the pages: it starts everything, answers for each page, writes its file and leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [
    "catalogue",
    "call_page",
    "student_home",
    "task_list",
    "section_save",
    "final_submit",
    "coordinator_home",
    "coordinator_list",
    "application_page",
]


def test_a_quick_measurement_answers_for_every_page_and_leaves_no_process(tmp_path: Path) -> None:
    output = tmp_path / "latest.json"
    command = [sys.executable, "-m", "bench.pages", "--quick", "--output", str(output)]
    mark = f"{tmp_path.name}-{os.getpid()}"
    clean = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    done = subprocess.run(
        command, cwd=ROOT, env={**clean, "MOBILITY_BENCH_MARK": mark}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    pages = json.loads(output.read_text())["pages"]
    assert [(page["name"], page["applications"]) for page in pages] == [(n, size) for size in (60, 120) for n in PAGES]
    assert [page["name"] for page in pages if not 0.8 <= page["floor_bytes"] / page["bytes"] <= 1.2] == []
    assert [page["name"] for page in pages if page["statements"] > (25 if page["name"] == "final_submit" else 12)] == []
    assert left_over(mark) == []


def left_over(mark: str) -> list[str]:
    """Command lines of processes that were started with the mark and still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes():
                found.append((path / "cmdline").read_text())
        except OSError:
            continue  # it has ended, or is not ours to look at
    return found
