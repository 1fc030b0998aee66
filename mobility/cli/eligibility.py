"""The command `mobility eligibility`: says whether a student may apply, and why, for whoever helps a student."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from mobility.app import create_app
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.core.eligibility import Finding, Step, Verdict
from mobility.core.eligibility.limits import room
from mobility.core.terms import LOCALES, Reason, Refused
from mobility.database import now
from mobility.i18n import DEFAULT_LOCALE, in_current, use_locale
from mobility.queries.inquiry import Inquiry, inquire
from mobility.queries.institution import id_of
from mobility.wording import describe_reason

UNKNOWN = 2
LANGUAGE = "advice.language_any_of"
"""Its sentence names every way already."""


@click.command("eligibility")
@click.argument("student_number", metavar="STUDENT_NUMBER")
@click.argument("call", metavar="CALL")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.option("--institution", metavar="KEY", help="Whose student and call, where there are several institutions.")
@click.option(
    "--language",
    type=click.Choice(LOCALES),
    default=DEFAULT_LOCALE,
    show_default=True,
    help="Language of the sentences.",
)
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
def eligibility(
    *, student_number: str, call: str, as_json: bool, institution: str | None, language: str, data: Path
) -> None:
    """Print how the student stands to the call of that key and to each of its hosts, with every reason.

    Where a condition is not met, it also prints what would meet it, or that nothing can be changed; where the limit of
    applications per term is reached, which ones count; and where a stay cuts into a term at home, a warning.

    The call's key is the last part of its page's address. Exits with 2 and one sentence where there is no such student
    or call.
    """
    try:
        with surroundings(data) as settings, create_app(settings).app_context(), use_locale(language):
            key = institution or settings.institution_key
            found = inquire(id_of(key), student_number, call, now())
            click.echo(_json(found) if as_json else "\n".join(_lines(found)))
    except ServerFailed as failed:
        raise click.ClickException(str(failed)) from failed
    except Refused as refused:
        with use_locale(language):
            click.echo(describe_reason(refused.reasons[0]), err=True)
        sys.exit(UNKNOWN)


def _lines(found: Inquiry) -> Iterator[str]:
    yield f"{found.student_number}, {found.call_key}, {found.on}: {found.outcome}"
    yield from _findings(found.verdict, "  ")
    if found.over_limit:
        yield f"  limit: {describe_reason(found.over_limit)}"
        yield f"  possible: {describe_reason(room(found.over_limit))}"
    yield from _advice(found.advice, "  ")
    for host in found.hosts:
        yield f"  {host.option.key}, {in_current(host.option.name)}: {host.verdict.outcome}"
        yield from _findings(host.verdict, "    ")
        yield from _advice(host.advice, "    ")
        for reason in host.option.clashes:
            yield f"    warning: {describe_reason(reason)}"


def _findings(verdict: Verdict, margin: str) -> Iterator[str]:
    for finding in verdict.findings:
        yield f"{margin}{finding.outcome}: {describe_reason(finding.reason)}"
        for part in finding.parts:
            yield f"{margin}  {part.outcome}: {describe_reason(part.reason)}"


def _advice(steps: tuple[Step, ...], margin: str) -> Iterator[str]:
    for step in steps:
        yield f"{margin}{'possible' if step.is_possible else 'impossible'}: {describe_reason(step.reason)}"
        if step.code != LANGUAGE:
            yield from _advice(step.parts, f"{margin}  ")


def _json(found: Inquiry) -> str:
    plain = {
        "student_number": found.student_number,
        "call": found.call_key,
        "on": found.on.isoformat(),
        "outcome": found.outcome,
        "findings": [_plain(one) for one in found.verdict.findings],
        "limit": {**_reason(found.over_limit), "room": _reason(room(found.over_limit))} if found.over_limit else None,
        "advice": [_step(one) for one in found.advice],
        "hosts": [
            {
                "key": host.option.key,
                "partner": host.option.partner_key,
                "outcome": host.verdict.outcome,
                "findings": [_plain(one) for one in host.verdict.findings],
                "advice": [_step(one) for one in host.advice],
                "warnings": [_reason(one) for one in host.option.clashes],
            }
            for host in found.hosts
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=2, default=str)


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "params": dict(reason.params), "sentence": describe_reason(reason)}


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule_key,
        "outcome": finding.outcome,
        "code": finding.code,
        "params": dict(finding.reason.params),
        "sentence": describe_reason(finding.reason),
        "parts": [_plain(part) for part in finding.parts],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "rule": step.rule_key,
        "is_possible": step.is_possible,
        "code": step.code,
        "params": dict(step.params),
        "sentence": describe_reason(step.reason),
        "parts": [_step(part) for part in step.parts],
    }
