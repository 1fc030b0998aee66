"""No hostile file is taken as good, each is refused for its own reason, and none takes the memory of the others."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from mobility.core.terms import Refused
from mobility.storage.inspection import ALL_TYPES, inspect
from mobility.wording import describe_reason
from tests.factories.files import pdf, photo
from tests.storage.hostile import CORPUS, GOOD, LARGEST


@pytest.mark.parametrize("name", CORPUS)
def test_what_is_hostile_is_refused_with_a_sentence(name: str) -> None:
    make, code = CORPUS[name]
    with pytest.raises(Refused) as refused:
        inspect(BytesIO(make()), ALL_TYPES, LARGEST)
    assert refused.value.code == code
    assert describe_reason(refused.value.reasons[0]).endswith(".")


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("name", GOOD)
def test_what_is_good_is_taken(name: str) -> None:
    make, kind = GOOD[name]
    file = BytesIO(make())
    assert inspect(file, ALL_TYPES, LARGEST).kind.key == kind
    assert file.tell() == 0


def test_the_largest_is_still_taken() -> None:
    assert inspect(BytesIO(pdf().ljust(LARGEST)), ALL_TYPES, LARGEST).page_count == 1


def test_only_what_is_asked_for_is_taken() -> None:
    with pytest.raises(Refused, match=r"document\.wrong_type") as refused:
        inspect(BytesIO(photo()), ("pdf",), LARGEST)
    assert refused.value.params == {"types": "PDF"}


MEASURE = """
import resource, sys
from io import BytesIO
from pathlib import Path
from mobility.core.terms import Refused
from mobility.storage.inspection import ALL_TYPES, inspect

def judge(path):
    with path.open("rb") as file:
        try:
            inspect(file, ALL_TYPES, 1 << 20)
        except Refused:
            pass

def peak():
    # Linux counts a new program's peak from that of the process which started it, but for this line.
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)

good, bad = Path(sys.argv[1]), Path(sys.argv[2])
for path in sorted(good.iterdir()):
    judge(path)
before = peak()
for path in sorted(bad.iterdir()):
    judge(path)
print(len(list(bad.iterdir())), peak() - before)
"""


def test_the_whole_corpus_needs_less_than_64_megabytes(tmp_path: Path) -> None:
    for folder, made in (("good", GOOD), ("bad", CORPUS)):
        (tmp_path / folder).mkdir()
        for number, (make, _expected) in enumerate(made.values()):
            (tmp_path / folder / str(number)).write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "good"), str(tmp_path / "bad")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    judged, grown = map(int, run.stdout.split())
    assert judged == len(CORPUS)
    assert grown < 64
