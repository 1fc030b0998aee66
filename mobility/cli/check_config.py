"""The command `mobility check-config`: refuses an unsafe production configuration, with every reason at once."""

from __future__ import annotations

import sys

import click
from pydantic import ValidationError

from mobility.config import Settings, check
from mobility.wording import describe


@click.command("check-config")
def check_config() -> None:
    """Say whether the settings of the environment may serve real people; exit with 1 and every reason if not."""
    try:
        settings = Settings()
    except ValidationError as unreadable:
        for error in unreadable.errors(include_url=False, include_input=False):
            click.echo(f"- {'.'.join(str(part) for part in error['loc'])}: {error['msg']}")
        sys.exit(1)
    reasons = check(settings)
    for reason in reasons:
        click.echo(f"- {describe(reason.code, reason.params)}")
    if reasons:
        sys.exit(1)
    click.echo("The settings are safe for production.")
