"""The command `mobility inspect-file`: says of each file what an upload would say, for whoever helps a student."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click

from mobility.core.questions.documents import MEGABYTE
from mobility.core.terms import LOCALES, Reason, Refused
from mobility.i18n import DEFAULT_LOCALE, use_locale
from mobility.storage.inspection import ALL_TYPES, inspect
from mobility.wording import describe_reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to one file: `type` where it is accepted, else `reason`, a code, and `sentence`, what to do."""

    file: str
    verdict: Literal["accepted", "refused"]
    type: str | None = None
    reason: str | None = None
    sentence: str | None = None


@click.command("inspect-file")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects instead of lines.")
@click.option("--accept", metavar="TYPES", default=",".join(ALL_TYPES), show_default=True, help="What is asked for.")
@click.option("--megabytes", type=click.IntRange(1, 100), default=10, show_default=True, help="The most bytes taken.")
@click.option(
    "--language",
    type=click.Choice(LOCALES),
    default=DEFAULT_LOCALE,
    show_default=True,
    help="Language of the sentences.",
)
def inspect_file(files: tuple[str, ...], as_json: bool, accept: str, megabytes: int, language: str) -> None:
    """Print the verdict that each FILE would get as an upload; exit with 1 when one of them is refused."""
    accepts = tuple(part.strip() for part in accept.split(",") if part.strip())
    if unknown := [part for part in accepts if part not in ALL_TYPES]:
        raise click.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(ALL_TYPES)}", param_hint="--accept")
    with use_locale(language):
        verdicts = [_verdict(file, accepts, megabytes * MEGABYTE) for file in files]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in verdicts], ensure_ascii=False, indent=2))
    else:
        for one in verdicts:
            click.echo(_line(one))
    if any(one.verdict == "refused" for one in verdicts):
        sys.exit(1)


def _verdict(file: str, accepts: tuple[str, ...], max_bytes: int) -> Verdict:
    try:
        with Path(file).open("rb") as opened:
            return Verdict(file, "accepted", type=inspect(opened, accepts, max_bytes).kind.key)
    except Refused as refused:
        reason = refused.reasons[0]
    except OSError as error:
        reason = Reason("document.unreadable", {"why": error.strerror or type(error).__name__})
    return Verdict(file, "refused", reason=reason.code, sentence=describe_reason(reason))


def _line(one: Verdict) -> str:
    if one.verdict == "accepted":
        return f"{one.file}: accepted as {one.type}"
    return f"{one.file}: refused ({one.reason}). {one.sentence}"
