"""Instances whose answer is known: from the literature's packages, and worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mobility.core.places.result import run

INSTANCES = sorted(Path(__file__).with_name("instances").glob("*.json"))


@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [0, 1, 77])
def test_the_known_answer(path: Path, seed: int) -> None:
    document: dict[str, Any] = json.loads(path.read_text())
    result = run(document, None, seed)
    found = {
        "assignment": result["assignment"],
        "blocking_pairs": result["blocking_pairs"],
        "elsewhere": result["elsewhere"],
        "mode": result["mode"],
        "unmatched": len(result["unplaced"]),
        "vacant": sum(result["vacant"].values()),
    }
    expected = document["expected"]
    assert {key: found[key] for key in expected} == expected


def test_there_are_instances() -> None:
    assert len(INSTANCES) >= 8
