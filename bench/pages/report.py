"""What was measured, as a table for people and as a file for the next comparison, held against the targets."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RATIOS = {"coordinator_list": 0.20}
"""The share of the floor's requests per second that a page has to reach."""
STATEMENTS, SUBMIT_STATEMENTS = 12, 25
CPU_MS, SUBMIT_CPU_MS = 25.0, 40.0
GROWTH = 1.2


@dataclass(frozen=True)
class Measurement:
    """One page at one size. `cpu_ms` is the program's, `database_ms` the database's, for one request.

    `ratio` is the product's requests per second by the floor's, `growth` the CPU by that of the smallest size.
    """

    name: str
    applications: int
    rps: float
    cpu_ms: float
    database_ms: float
    statements: int
    bytes: int
    ratio: float
    growth: float
    floor_rps: float
    floor_cpu_ms: float
    floor_database_ms: float
    floor_bytes: int

    @property
    def total_ms(self) -> float:
        return self.cpu_ms + self.database_ms

    @property
    def misses(self) -> list[str]:
        """Which targets were missed."""
        is_submit = self.name == "final_submit"
        limits = [
            ("statements", self.statements, SUBMIT_STATEMENTS if is_submit else STATEMENTS),
            ("CPU ms", self.total_ms, SUBMIT_CPU_MS if is_submit else CPU_MS),
            ("growth", self.growth, GROWTH),
        ]
        found = [f"{what} {value:.4g} > {limit:g}" for what, value, limit in limits if value > limit]
        if self.ratio < RATIOS.get(self.name, 0.0):
            found.append(f"ratio {self.ratio:.2f} < {RATIOS[self.name]:g}")
        return [f"{self.name} at {self.applications:,}: {one}" for one in found]


HEAD = (
    f"{'page':<18}{'files':>8}{'req/s':>8}{'CPU ms':>8}{'db ms':>7}{'SQL':>5}{'bytes':>8}{'ratio':>7}{'growth':>8}"
    f"   floor {'req/s':>7}{'CPU ms':>8}{'db ms':>7}{'bytes':>8}"
)


def line(one: Measurement) -> str:
    """A measurement as a line under HEAD."""
    return (
        f"{one.name:<18}{one.applications:>8,}{one.rps:>8.0f}{one.cpu_ms:>8.2f}{one.database_ms:>7.2f}"
        f"{one.statements:>5}{one.bytes:>8,}{one.ratio:>7.2f}{one.growth:>8.2f}"
        f"         {one.floor_rps:>7.0f}{one.floor_cpu_ms:>8.2f}{one.floor_database_ms:>7.2f}{one.floor_bytes:>8,}"
    )


def write(path: Path, found: Sequence[Measurement], *, clients: int, rounds: int) -> None:
    """Keep the measurements with the circumstances they were taken in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "clients": clients,
        "rounds": rounds,
    }
    rows = [
        {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(one).items()}
        for one in found
    ]
    path.write_text(json.dumps({"about": about, "pages": rows}, indent=1) + "\n")
