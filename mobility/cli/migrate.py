"""The command `mobility migrate`: brings the database's tables to the newest form."""

from __future__ import annotations

from pathlib import Path

import click

from mobility.cli import schema
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings


@click.command()
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
@click.option("--down-to", metavar="REVISION", help="Go back to this revision instead; `base` removes every table.")
def migrate(*, data: Path, down_to: str | None) -> None:
    """Bring the database to the newest form, as the role that owns its tables."""
    try:
        with surroundings(data) as settings:
            if not settings.migration_database_url:
                raise click.ClickException("Set MIGRATION_DATABASE_URL: the address as the role that owns the tables.")
            if down_to:
                schema.downgrade(settings.migration_database_url, down_to)
            else:
                schema.upgrade(settings.migration_database_url)
    except ServerFailed as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo("The tables are up to date." if not down_to else f"The tables are those of {down_to}.")
