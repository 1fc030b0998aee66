"""Measures the pages of the product against the floor: `python -m bench.pages`, or `make bench`.

Starts a database, the product's web server and the floor's, loads applications by COPY, asks both in turn, and ends
all it started. Prints a table, writes bench/results/latest.json and answers 1 where a target is missed. Needs /proc,
which Linux has.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from bench.pages import load, report, world
from bench.pages.cases import Browsers, Cases, Page
from bench.pages.copying import Connection, settle, superuser
from bench.pages.counting import statements
from bench.pages.loading import load_calls, load_files, load_measured, sign_in
from bench.pages.machine import Machine, Served, floor, machine, product
from bench.pages.report import Measurement
from mobility import observability
from mobility.app import create_app
from mobility.cli.servers.ending import Ended, listen
from mobility.config import Settings
from mobility.services.casework.counting import count_stages

LATEST = Path(__file__).resolve().parents[1] / "results" / "latest.json"
COORDINATOR = "secret-of-the-coordinator"
WARM = 16
"""Requests to each program before it is measured, so that each of its processes has seen the page."""
MEANINGFUL = 50
"""Requests for each figure from which on a missed target says something about the product."""
SPARE = 2 * WARM + 1
"""Drafts that are handed in to warm up and to count statements."""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    sizes: tuple[int, ...]
    requests: int
    submits: int
    rounds: int
    clients: int
    pages: tuple[str, ...]
    output: Path | None


@dataclass(frozen=True)
class Bench:
    """Both programs, running on one database."""

    plan: Plan
    around: Machine
    product: Served
    floor: Served
    app: Flask

    @property
    def warm(self) -> int:
        return min(WARM, self.plan.requests // 2)

    def measure(self, page: Page, applications: int) -> Measurement:
        """One page: product and floor in turn, as often as the plan says; the medians count.

        The floor answers as many bytes as the product on the average of the round before it: files differ in length.
        """
        plan, database = self.plan, self.around.database.pid
        count = plan.submits if page.is_submit else plan.requests
        self._count_ahead()
        found = len(statements(self.app, page.product()))
        sent = load.send_all(self.product.port, [page.product() for _ in range(self.warm)], plan.clients)
        load.send_all(self.floor.port, [page.floor(sent // self.warm) for _ in range(self.warm)], plan.clients)
        ours, floors = [], []
        for _ in range(plan.rounds):
            self._count_ahead()
            asks = [page.product() for _ in range(count)]
            ours.append(load.cost(self.product.port, self.product.running.pid, database, asks, plan.clients))
            asks = [page.floor(round(ours[-1].bytes)) for _ in range(count)]
            floors.append(load.cost(self.floor.port, self.floor.running.pid, database, asks, plan.clients))
        own, other = _middle(ours), _middle(floors)
        return Measurement(
            page.name, applications, own.rps, own.cpu_ms, own.database_ms, found, round(own.bytes),
            own.rps / other.rps, 1.0, other.rps, other.cpu_ms, other.database_ms, round(other.bytes),
        )  # fmt: skip

    def _count_ahead(self) -> None:
        """What the clock asks of the worker every twenty seconds; both stay away from a measurement."""
        with self.app.app_context():
            count_stages()


def _middle(costs: Sequence[load.Cost]) -> load.Cost:
    return load.Cost(
        *(median(getattr(one, name) for one in costs) for name in ("rps", "cpu_ms", "database_ms", "bytes"))
    )


def run(plan: Plan) -> list[Measurement]:
    """Start everything, measure at each size, end everything."""
    with machine() as around:
        _say("database and Valkey")
        patterns = world.build(around.postgres.owner_url, around.environment["MOBILITY_DEMO_PASSWORD"])
        _say("the small world that is copied")
        with superuser(around.postgres.url("postgres", "mobility")) as connection:
            sign_in(connection, patterns.institution_id, patterns.coordinator, COORDINATOR)
            calls = load_calls(connection, patterns)
            with product(around) as ours, floor(around) as other:
                _say("product and floor")
                observability.configure("WARNING")
                bench = Bench(plan, around, ours, other, create_app(Settings()))
                return list(_all_sizes(bench, connection, patterns, calls))


def _all_sizes(
    bench: Bench, connection: Connection, patterns: world.Patterns, calls: list[int]
) -> Iterator[Measurement]:
    loaded, smallest = 0, {}
    for size in bench.plan.sizes:
        load_files(connection, patterns, calls, range(loaded, size))
        loaded = size
        _say(f"{size:,} applications")
        print(report.HEAD)
        for page in _cases(bench, connection, patterns, calls, size).pages():
            if bench.plan.pages and page.name not in bench.plan.pages:
                continue
            found = bench.measure(page, size)
            first = smallest.setdefault(page.name, found)
            found = Measurement(**{**_fields(found), "growth": found.total_ms / first.total_ms})
            print(report.line(found), flush=True)
            yield found


def _fields(found: Measurement) -> dict[str, object]:
    return {name: getattr(found, name) for name in Measurement.__dataclass_fields__}


def _cases(bench: Bench, connection: Connection, patterns: world.Patterns, calls: list[int], size: int) -> Cases:
    plan = bench.plan
    to_submit = load_measured(connection, patterns, 2 * plan.submits * plan.rounds + SPARE, f"submit-{size}")
    students = load_measured(connection, patterns, max(20, plan.requests // 2), f"student-{size}")
    settle(connection)
    row = connection.execute("SELECT min(id) FROM application WHERE number LIKE 'B-0%'").fetchone()
    return Cases(
        browsers=Browsers(bench.app),
        coordinator=COORDINATOR,
        hosts_call=(calls[0], "call-0"),
        files=range(first := int(row[0]) if row else 0, first + min(size, 500)),
        students=students,
        to_submit=iter(to_submit),
        port=bench.product.port,
    )


def _say(what: str) -> None:
    print(f"{time.process_time():6.1f} s  {what}", flush=True)


def _plan() -> Plan:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--applications", type=int, nargs="+", default=[1_000, 100_000], help="how many, rising")
    options.add_argument("--requests", type=int, default=200, help="for each page, program and round")
    options.add_argument("--submits", type=int, default=60, help="the same, for the submit")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--clients", type=int, default=4)
    options.add_argument("--pages", nargs="+", default=[], help="only these")
    options.add_argument("--output", type=Path, default=LATEST)
    options.add_argument("--quick", action="store_true", help="few requests: shows that the measurement works")
    asked = options.parse_args()
    if asked.quick:
        output = None if asked.output == LATEST else asked.output
        return Plan((60, 120), 4, 2, 1, 2, tuple(asked.pages), output)
    return Plan(
        tuple(asked.applications), asked.requests, asked.submits, asked.rounds, asked.clients, tuple(asked.pages),
        asked.output,
    )  # fmt: skip


def main() -> int:
    listen()
    plan = _plan()
    try:
        found = run(plan)
    except Ended:
        print("Ended before it was done; nothing was left running.")
        return 130
    if plan.output:
        report.write(plan.output, found, clients=plan.clients, rounds=plan.rounds)
    missed = [miss for one in found for miss in one.misses]
    print("\n".join(["missed:", *missed]) if missed else "all targets met")
    return 1 if missed and plan.requests >= MEANINGFUL else 0


if __name__ == "__main__":
    sys.exit(main())
