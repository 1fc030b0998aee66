"""The command `mobility allocate`: places for an instance in a file, with reasons, certificate and fingerprint."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from mobility.core.places.document import an_object, decode
from mobility.core.places.modes import Mode
from mobility.core.places.result import Result, Unproved, objections, run
from mobility.core.places.seal import seal
from mobility.core.terms import Reason, Refused

MODES = tuple(mode.value for mode in Mode)
MALFORMED = 2
UNPROVED = 1
SHOWN = 10


@click.command()
@click.argument("instance", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.option("--output", metavar="RESULT.json", type=click.Path(path_type=Path), help="Write the result to a file.")
@click.option("--mode", type=click.Choice(["auto", *MODES]), default="auto", help="How places are given.")
@click.option("--seed", type=int, default=0, help="The published number that breaks ties and draws lots.")
@click.option("--explain", type=click.Choice(["none", "all"]), default="all", help="Reasons for every wish, or none.")
@click.option("--check", metavar="RESULT.json", type=click.Path(path_type=Path), help="Prove a result made earlier.")
def allocate(instance: Path, output: Path | None, mode: str, seed: int, explain: str, check: Path | None) -> None:
    """Give the places of INSTANCE.json to its students, and prove that it is right.

    Exits with 2 and one sentence where the instance is malformed, with 1 where a result does not stand the proof.
    """
    with _without_collector(), _sentences():
        document = an_object(decode(_read(instance)), "instance")
        if check is not None:
            _check(document, check)
            return
        result = run(document, None if mode == "auto" else Mode(mode), seed, explain == "all")
        _write(seal(result), output)
    if output is not None:
        click.echo(_summary(result))


def _check(document: Mapping[str, object], path: Path) -> None:
    reasons = objections(document, an_object(decode(_read(path)), "result"))
    if reasons:
        _stop(UNPROVED, reasons)
    click.echo(f"{path}: proved. No cap is broken, no place wasted, nobody passed over.")


def _summary(result: Result) -> str:
    students = len(result["assignment"])
    placed = students - len(result["unplaced"])
    return f"{placed:,} of {students:,} students placed ({result['mode']}, seed {result['seed']}); proved."


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("places.cannot_read", path=str(path), why=error.strerror) from error


def _write(text: str, path: Path | None) -> None:
    """The whole result or none of it: a file that was there stays as it was until the new one is complete."""
    try:
        if path is None:
            _print(text.encode())
        elif path.exists() and not path.is_file():
            path.write_bytes(text.encode())  # a pipe or a device is written to, not replaced
        else:
            _replace(path.resolve(), text.encode())
    except BrokenPipeError:
        raise  # whoever read the result has enough of it: click ends quietly
    except OSError as error:
        raise Refused("places.cannot_write", path=str(path or "-"), why=error.strerror) from error


def _print(text: bytes) -> None:
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries once more when it ends
        raise


def _replace(path: Path, text: bytes) -> None:
    draft = path.with_name(f".{os.getpid()}.draft")
    try:
        draft.write_bytes(text)
        if path.exists():
            draft.chmod(path.stat().st_mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A run makes millions of small records and no cycles: looking for cycles would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        _stop(MALFORMED, refused.reasons[:1])
    except Unproved as unproved:
        _stop(UNPROVED, unproved.reasons)


def _stop(status: int, reasons: Iterable[Reason]) -> NoReturn:
    from mobility.wording import describe_reason  # late: the languages are not needed where all goes well

    shown = list(reasons)
    for reason in shown[:SHOWN]:
        click.echo(describe_reason(reason), err=True)
    if len(shown) > SHOWN:
        click.echo(f"… and {len(shown) - SHOWN:,} more", err=True)
    sys.exit(status)
