"""Place allocation against its targets: the command as a whole process, and the core against 30 plain lines.

    python bench/allocation.py [--students 100000] [--rounds 3]

CPU seconds of the best of some rounds, since other work on the machine only ever adds to them. Exits with 1 when a
target is missed.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mobility.core.places.allocation import allocate
from mobility.core.places.instance import NOWHERE
from mobility.core.places.reading import from_document

OPTIONS, WISHES, SEATS = 200, 5, 0.8
LIMITS = {"none": 6.0, "all": 12.0}
GROWTH_LIMIT, CORE_LIMIT = 12.0, 3.0
KINDS = ("serial", "lottery", "deferred", "trees")

Document = dict[str, Any]


def instance(kind: str, students: int, seed: int = 7) -> Document:
    """A round of some kind: 200 options of uneven popularity, five wishes each, places for four in five."""
    chance = random.Random(f"{seed}|{kind}|{students}")
    names = [f"option-{number:03}" for number in range(OPTIONS)]
    popularity = [1 / (number + 3) for number in range(OPTIONS)]
    capacity = int(students * SEATS / OPTIONS)
    wishes = {f"student-{number:06}": _wishes(chance, names, popularity) for number in range(students)}
    document: Document = {"students": wishes, "options": {name: {"capacity": capacity} for name in names}}
    if kind == "deferred":
        _rank(chance, document)
    elif kind != "lottery":
        document["scores"] = {student: round(chance.gauss(75, 10), 1) for student in wishes}
    if kind == "trees":
        _group(document, capacity)
    return document


def _wishes(chance: random.Random, names: list[str], popularity: list[float]) -> list[str]:
    row: list[str] = []
    while len(row) < WISHES:
        wish = chance.choices(names, popularity)[0] if chance.random() < 0.5 else chance.choice(names)
        if wish not in row:
            row.append(wish)
    return row


def _rank(chance: random.Random, document: Document) -> None:
    """Each option ranks those who wish for it, in an order of its own."""
    asking: dict[str, list[str]] = {name: [] for name in document["options"]}
    for student, row in document["students"].items():
        for wish in row:
            asking[wish].append(student)
    for name, students in asking.items():
        chance.shuffle(students)
        document["options"][name]["ranking"] = students


def _group(document: Document, capacity: int) -> None:
    """Ten options under one agreement, five agreements under one pool; both can run out."""
    document["groups"] = {f"pool-{number}": {"capacity": int(capacity * 50 * 0.7)} for number in range(4)}
    for number, row in enumerate(document["options"].values()):
        row["group"] = agreement = f"agreement-{number // 10:02}"
        document["groups"][agreement] = {"capacity": int(capacity * 10 * 0.8), "parent": f"pool-{number // 50}"}


def plain(
    wishes: Mapping[str, list[str]], rankings: Mapping[str, list[str]], places: Mapping[str, int]
) -> dict[str, str]:
    """The floor: deferred acceptance in plain lines, without caps, ties, eligibility, reasons or proof."""
    rank = {option: {student: number for number, student in enumerate(row)} for option, row in rankings.items()}
    held: dict[str, list[tuple[int, str]]] = {option: [] for option in places}
    still = {student: iter(row) for student, row in wishes.items()}
    for first in wishes:
        student: str | None = first
        while student is not None:
            option = next(still[student], None)
            if option is None:
                break
            if student not in rank[option]:
                continue
            entry = (-rank[option][student], student)
            if len(held[option]) < places[option]:
                heapq.heappush(held[option], entry)
                student = None
            else:
                student = heapq.heappushpop(held[option], entry)[1]
    return {student: option for option, entries in held.items() for _, student in entries}


def whole_process(path: Path, explain: str) -> float:
    """CPU seconds of the command, files included."""
    command = [str(Path(sys.executable).with_name("mobility")), "allocate", str(path), "--explain", explain]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, "--output", str(path.with_suffix(".out"))], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(rounds: int, measured: Callable[[], float]) -> float:
    return min(measured() for _ in range(rounds))


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def core_and_floor(students: int, rounds: int) -> tuple[float, float]:
    """CPU seconds of the core and of the plain lines on one round; both must place the same students."""
    document = instance("deferred", students)
    rankings = {name: row["ranking"] for name, row in document["options"].items()}
    places = {name: row["capacity"] for name, row in document["options"].items()}
    read = from_document(document)
    allocation = allocate(read)
    options = {name: allocation.option_of(student) for student, name in enumerate(read.students)}
    placed = {name: read.nodes[option].name for name, option in options.items() if option != NOWHERE}
    if placed != plain(document["students"], rankings, places):
        raise SystemExit("the core and the plain lines disagree")
    core = best(rounds, lambda: timed(lambda: allocate(read)))
    return core, best(rounds, lambda: timed(lambda: plain(document["students"], rankings, places)))


class Report:
    """Prints each figure beside its limit, and remembers what was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def judge(self, name: str, value: float, limit: float, unit: str) -> None:
        print(f"{name:<44}{value:>9.2f} {unit}   limit {limit:g}", flush=True)
        if value > limit:
            self.missed.append(name)


def measure_process(report: Report, kind: str, students: int, rounds: int, folder: Path) -> None:
    """The command on one kind of round, with and without explanations, and how it grows from a tenth of the size."""
    paths = [folder / f"{kind}-{count}.json" for count in (students // 10, students)]
    for path, count in zip(paths, (students // 10, students), strict=True):
        path.write_text(json.dumps(instance(kind, count)))
    for explain, limit in LIMITS.items():
        small, large = (best(rounds, partial(whole_process, path, explain)) for path in paths)
        report.judge(f"{kind}, explain {explain}: {students:,} students", large, limit, "s")
        report.judge(f"{kind}, explain {explain}: growth from a tenth", large / small, GROWTH_LIMIT, "x")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--students", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            measure_process(report, kind, asked.students, asked.rounds, Path(folder))
    core, floor = core_and_floor(asked.students, asked.rounds)
    print(f"{'core alone; plain lines':<44}{core:>9.2f} s   {floor:.2f} s")
    report.judge("core against plain lines", core / floor, CORE_LIMIT, "x")
    print("missed: " + "; ".join(report.missed) if report.missed else "all targets met")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
