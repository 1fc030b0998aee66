"""The command `mobility verify-audit`: reads the audit's chain from end to end and says where it is not sound."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from mobility.app import create_app
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.queries.chain import Verdict
from mobility.services.casework import heads
from mobility.wording import describe

SHOWN = 20


@click.command("verify-audit")
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
@click.option("--json", "is_json", is_flag=True, help="Answer as one JSON object.")
def verify_audit(*, data: Path, is_json: bool) -> None:
    """Say whether every event of the audit is as it was written; exit with 1, and what and where, if not.

    What is older than the last exported head is proved against changing, deleting, swapping, putting in, cutting off,
    rewriting and restoring. What is younger, against all but cutting off.
    """
    try:
        with surroundings(data) as settings, create_app(settings).app_context():
            verdict = heads.verify()
    except ServerFailed as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(_json(verdict) if is_json else "\n".join(_sentences(verdict)))
    if verdict.findings:
        sys.exit(1)


def _sentences(verdict: Verdict) -> list[str]:
    if not verdict.findings:
        return [f"The audit is sound: {verdict.event_count:,} events in {len(verdict.heads)} chains."]
    shown = [
        describe(
            f"chain.{one.kind}", {"institution": one.institution_key, "position": one.position, "id": one.event_id}
        )
        for one in verdict.findings[:SHOWN]
    ]
    more = len(verdict.findings) - len(shown)
    return [*shown, *([f"… and {more:,} more"] if more else [])]


def _json(verdict: Verdict) -> str:
    return json.dumps(
        {
            "is_sound": not verdict.findings,
            "event_count": verdict.event_count,
            "heads": [asdict(head) | {"mac": head.mac.hex()} for head in verdict.heads],
            "findings": [asdict(finding) for finding in verdict.findings],
        }
    )
