"""The command: a result and exit 0, one sentence and exit 2 for what is malformed, exit 1 for what is not proved."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobility.cli import main
from mobility.core.places.seal import fingerprint, seal

INSTANCES = Path(__file__).parents[1] / "core" / "places" / "instances"
WORKED = INSTANCES / "two_terms_one_agreement.json"


def allocate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["allocate", *map(str, arguments)])


def written(folder: Path, document: Any) -> Path:
    path = folder / "instance.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_the_result_goes_to_the_terminal_as_json() -> None:
    done = allocate(WORKED)
    result = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (0, "")
    assert result["assignment"] == json.loads(WORKED.read_text())["expected"]["assignment"]
    assert result["fingerprint"] == fingerprint(result)
    assert {
        "assignment", "unplaced", "vacant", "blocking_pairs", "cutoffs", "tie_breaks", "explanations", "fingerprint",
    } <= result.keys()  # fmt: skip


def test_the_result_goes_to_a_file_and_a_summary_to_the_terminal(tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    done = allocate(WORKED, "--output", output, "--seed", "7", "--explain", "none")
    result = json.loads(output.read_text())
    assert done.stdout == "5 of 6 students placed (serial, seed 7); proved.\n"
    assert (done.exit_code, result["explanations"], result["seed"]) == (0, {}, 7)
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


@pytest.mark.parametrize("mode", ["serial", "lottery", "deferred"])
def test_a_mode_can_be_asked_for(mode: str) -> None:
    assert json.loads(allocate(WORKED, "--mode", mode).stdout)["mode"] == mode


def test_the_seed_repeats_and_another_draws_anew() -> None:
    draws = [allocate(WORKED, "--mode", "lottery", "--seed", seed).stdout for seed in ("1", "1", "2")]
    assert draws[0] == draws[1] != draws[2]


MALFORMED = {
    "no json": ("{", "The file is not JSON: see line 1, column 2."),
    "an unknown option": (
        {"students": {"a": ["Z"]}, "options": {}},
        "“students.a[0]” names the option “Z”, which does not exist.",
    ),
    "a negative capacity": (
        {"students": {}, "options": {"X": {"capacity": -2}}},
        "“options.X.capacity” is -2: it cannot be less than 0.",
    ),
    "a student ranked twice": (
        {"students": {"a": ["X"]}, "options": {"X": {"capacity": 1, "ranking": ["a", ["b", "a"]]}}},
        "“options.X.ranking” ranks the student “a” twice.",
    ),
    "a duplicate wish": (
        {"students": {"a": ["X", "X"]}, "options": {"X": {"capacity": 1}}},
        "“students.a” wishes for the option “X” twice.",
    ),
    "a cycle of caps": (
        {
            "students": {},
            "options": {"X": {"capacity": 1, "group": "G"}},
            "groups": {"G": {"capacity": 1, "parent": "H"}, "H": {"capacity": 1, "parent": "G"}},
        },
        "“groups.G” lies inside itself (G → H → G): a cap cannot.",
    ),
    "crossing caps": (
        {
            "students": {},
            "options": {
                "X": {"capacity": 1, "group": ["autumn", "master"]},
                "Y": {"capacity": 1, "group": "autumn"},
                "Z": {"capacity": 1, "group": "master"},
            },
            "groups": {"autumn": {"capacity": 1}, "master": {"capacity": 1}},
        },
        "“groups.autumn”: the groups “autumn” and “master” share an option while neither holds all of the other; "
        "caps that cross are not allowed.",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_malformed_gets_one_sentence(case: str, tmp_path: Path) -> None:
    document, sentence = MALFORMED[case]
    output = tmp_path / "result.json"
    done = allocate(written(tmp_path, document), "--output", output)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", sentence + "\n")
    assert not output.exists()


def test_school_caps_are_refused_in_deferred_acceptance() -> None:
    done = allocate(INSTANCES / "school_caps.json", "--mode", "deferred")
    assert (done.exit_code, done.stderr) == (
        2,
        "“school_caps” cannot be kept in deferred acceptance, because caps of schools cross the caps of hosts: "
        "choose serial or lottery.\n",
    )


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    missing = allocate(tmp_path / "none.json")
    assert (missing.exit_code, missing.stderr) == (
        2,
        f"The file {tmp_path}/none.json cannot be read: No such file or directory.\n",
    )
    nowhere = allocate(WORKED, "--output", tmp_path / "none" / "result.json")
    assert (nowhere.exit_code, nowhere.stderr) == (
        2,
        f"The file {tmp_path}/none/result.json cannot be written: No such file or directory.\n",
    )


@pytest.mark.parametrize("name", ["", "a" * 255, "a" * 300])
def test_a_name_that_no_file_can_have_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = allocate(WORKED, "--output", name)
    assert (done.exit_code, done.stdout) == (0 if len(name) == 255 else 2, done.stdout)
    assert len(done.output.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ([name] if len(name) == 255 else [])


def test_a_link_stays_a_link_and_a_file_keeps_its_rights(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.json", tmp_path / "link.json"
    kept.write_text("earlier")
    kept.chmod(0o640)
    link.symlink_to(kept)
    assert allocate(WORKED, "--output", link).exit_code == 0
    assert (link.is_symlink(), kept.stat().st_mode & 0o777) == (True, 0o640)
    assert "assignment" in json.loads(kept.read_text())


def test_a_pipe_or_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert allocate(WORKED, "--output", pipe).exit_code == 0
        assert json.loads(os.read(reader, 65_536))["mode"] == "serial"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_disk_behind_the_terminal_is_told_in_a_sentence() -> None:
    command = str(Path(sys.executable).with_name("mobility"))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([command, "allocate", str(WORKED)], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "The file - cannot be written: No space left on device.\n",
    )


def test_an_earlier_result_is_kept_when_the_new_one_fails(tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    output.write_text("earlier")
    assert allocate(written(tmp_path, "{"), "--output", output).exit_code == 2
    assert output.read_text() == "earlier"


def test_a_result_made_earlier_is_proved_or_rejected(tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    allocate(WORKED, "--output", output)
    proved = allocate(WORKED, "--check", output)
    assert (proved.exit_code, proved.stdout) == (
        0,
        f"{output}: proved. No cap is broken, no place wasted, nobody passed over.\n",
    )
    result = json.loads(output.read_text())
    result["assignment"]["Liu"] = None
    output.write_text(seal(result))
    rejected = allocate(WORKED, "--check", output)
    assert rejected.exit_code == 1
    assert "Not proved: “Liu” wants a place at “Uppsala autumn” that was left empty." in rejected.stderr.splitlines()


def test_many_objections_are_cut_short(tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    allocate(WORKED, "--output", output)
    result = json.loads(output.read_text())
    result["explanations"] = {name: [] for name in "abcdefghijkl"}
    output.write_text(seal(result))
    lines = allocate(WORKED, "--check", output).stderr.splitlines()
    assert (len(lines), lines[-1]) == (11, "… and 9 more")


def test_the_whole_process_leaves_no_traceback(tmp_path: Path) -> None:
    command = str(Path(sys.executable).with_name("mobility"))
    done = subprocess.run(
        [command, "allocate", str(written(tmp_path, "[]"))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "“instance” must be an object with names and values.\n",
    )
