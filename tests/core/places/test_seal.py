"""The written form: the same bytes wherever it is made, and a fingerprint that any change breaks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from mobility.core.places.reading import from_document, read
from mobility.core.places.result import run
from mobility.core.places.seal import fingerprint, inputs_digest, seal

INSTANCES = Path(__file__).with_name("instances")
WORKED = INSTANCES / "two_terms_one_agreement.json"

FINGERPRINT = "sha256:6666bab91cc11d0ebde54069b61b0064af38a76e446a45807aee0b00888f0834"
"""Of the worked example with seed 7: a change of it is a change of what offices have published."""


def sealed() -> str:
    return seal(run(json.loads(WORKED.read_text()), None, 7))


def test_the_fingerprint_of_the_worked_example_stays() -> None:
    assert json.loads(sealed())["fingerprint"] == FINGERPRINT


def test_the_fingerprint_is_over_all_the_rest() -> None:
    result = json.loads(sealed())
    assert fingerprint(result) == result["fingerprint"]
    for key in result.keys() - {"fingerprint"}:
        assert fingerprint({**result, key: "changed"}) != result["fingerprint"]


def test_each_key_has_a_line_and_names_stay_readable() -> None:
    document = {"students": {"王小明": ["X"]}, "options": {"X": {"capacity": 1}}}
    lines = seal(run(document)).splitlines()
    assert '"assignment":{"王小明":"X"},' in lines
    assert len(lines) == len(json.loads(seal(run(document)))) + 2


def test_other_processes_with_other_hashing_write_the_same_bytes() -> None:
    code = (
        "import sys, json\nfrom mobility.core.places.result import run\nfrom mobility.core.places.seal import seal\n"
        "sys.stdout.write(seal(run(json.load(open(sys.argv[1])), None, 7)))"
    )
    for hashing in ("0", "1", "4242"):
        made = subprocess.run(
            [sys.executable, "-c", code, str(WORKED)],
            env={"PYTHONHASHSEED": hashing, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        )
        assert made.stdout.decode() == sealed()


def test_the_inputs_digest_sees_what_counts_and_nothing_else() -> None:
    document = json.loads((INSTANCES / "two_level_quota.json").read_text())
    digest = inputs_digest(read((INSTANCES / "two_level_quota.json").read_bytes()))
    remarked = {**document, "name": "another name", "willing": []}
    assert inputs_digest(from_document(remarked)) == digest
    document["groups"]["X"]["capacity"] = 2
    assert inputs_digest(from_document(document)) != digest


def test_tied_students_may_be_named_in_any_order() -> None:
    def digest(tied: list[str]) -> str:
        options = {"X": {"capacity": 1, "ranking": [tied, "c"]}}
        return inputs_digest(from_document({"students": {s: ["X"] for s in "abc"}, "options": options}))

    assert digest(["a", "b"]) == digest(["b", "a"])
    assert digest(["a", "b"]) != digest(["a"])
