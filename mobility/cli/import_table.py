"""`mobility import`: students, staff, units or fees from a table, taken over whole or not at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import click
from sqlalchemy import func, select

from mobility.app import create_app
from mobility.cli.institutions import institution_named
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.core.terms import LOCALES, Actor, Refused
from mobility.database import db
from mobility.i18n import DEFAULT_LOCALE, use_locale
from mobility.models import User
from mobility.queries.identity import actor_of
from mobility.services.imports import bring
from mobility.services.imports.bring import Report
from mobility.services.imports.kinds import KINDS
from mobility.services.imports.reading import AT_ONCE
from mobility.wording import describe, describe_reason

SHOWN: Final = 200
"""Problems, and vanished people, that a terminal is shown; `--json` has all of them."""


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Only say what FILE would do.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--by", metavar="ADDRESS", default="", help="Who answers for it; needed for fees.")
@click.option("--institution", default="", help="Key of the institution; not needed where there is only one.")
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
def import_table(*, kind: str, file: Path, dry_run: bool, as_json: bool, by: str, institution: str, data: Path) -> None:
    """Import students, staff, units or fees from FILE: CSV (UTF-8 or GB 18030) or XLSX.

    The columns are in docs/operating.md. Whatever is wrong is told by line and column; then nothing is written and the
    exit code is 1. Nothing is ever deleted: who is not in FILE any more is listed.
    """
    try:
        with surroundings(data) as settings, create_app(settings).app_context():
            actor = _actor(kind, by, institution_named(institution or settings.institution_key))
            sheet = bring.read(kind, file.read_bytes(), actor, tell=_tell)
            report = (bring.rehearse if dry_run else bring.bring)(kind, sheet, actor, _tell)
            click.echo(_as_json(report) if as_json else _told(report))
    except ServerFailed as failed:
        raise click.ClickException(str(failed)) from failed
    except Refused as refused:
        raise click.ClickException("\n".join(describe_reason(reason) for reason in refused.reasons)) from refused
    if not report.is_sound:
        sys.exit(1)


def _actor(kind: str, by: str, institution_id: int) -> Actor:
    """Who acts: the person named, or the program itself, which records no outcome of an application."""
    if not by:
        if kind == "fees":
            raise click.UsageError("Say by --by ADDRESS who answers for the fees.")
        return Actor.system(institution_id)
    query = select(User.id).where(User.institution_id == institution_id, func.lower(User.email) == by.lower())
    user_id = db.session.scalar(query.where(User.is_active))
    db.session.rollback()
    if user_id is None:
        raise click.ClickException("There is no such person.")
    return actor_of(user_id)


def _tell(phase: str, done_count: int, total_count: int) -> None:
    """How far a long table is, on standard error, so that what is printed stays the report alone."""
    if total_count > AT_ONCE:
        with use_locale(DEFAULT_LOCALE):
            what = describe(f"import.phase.{phase}")
        click.echo(f"{what}: {done_count:,} of {total_count:,}", err=True)


def _as_json(report: Report) -> str:
    """The report with each problem in the words of each language."""
    plain = report.as_plain()
    for shown, problem in zip(plain["problems"], report.problems, strict=True):
        shown["words"] = {}
        for locale in LOCALES:
            with use_locale(locale):
                shown["words"][locale] = describe_reason(problem.reason)
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _told(report: Report) -> str:
    counts = report.counts
    lines = [
        f"{counts['new']} new, {counts['changed']} changed, {counts['same']} unchanged, "
        f"{counts['vanished']} not in the file."
    ]
    lines += [
        f"Line {one.line}, {_column(report, one.column)}: {describe_reason(one.reason)}"
        for one in report.problems[:SHOWN]
    ]
    lines += [f"Not in the file: {one.number} {one.name}" for one in report.vanished[:SHOWN]]
    more = max(len(report.problems), len(report.vanished)) - SHOWN
    if more > 0:
        lines.append("There is more; --json shows everything.")
    lines.append("Imported." if report.is_written else "Nothing was written.")
    return "\n".join(lines)


def _column(report: Report, key: str) -> str:
    return report.mapping.get(key) or (describe(f"import.column.{key}") if key else "whole line")
