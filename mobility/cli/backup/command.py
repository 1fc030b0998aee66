"""The commands `mobility backup` and `mobility restore`."""

from __future__ import annotations

from pathlib import Path

import click

from mobility.cli.backup.archive import Damaged
from mobility.cli.backup.make import make
from mobility.cli.backup.programs import NotDone
from mobility.cli.backup.restore import NotEmpty, put_back
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.config import Settings

_DATA = click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_DATA
def backup(*, file: Path, data: Path) -> None:
    """Write the database and all documents into FILE, as they are at one moment; the program may go on meanwhile.

    Ends with 1 where a document is missing that the database names; what there is is written all the same. The keys are
    not in it: keep them elsewhere. See docs/operating.md.
    """
    if file.exists():
        raise click.ClickException(f"{file} is there already: name another file.")
    try:
        with surroundings(data) as settings:
            _need_owner(settings)
            made, bucket = make(file, settings), settings.s3_bucket
    except (ServerFailed, NotDone) as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(f"{file} holds {sum(made.manifest.counts.values())} rows and {made.document_count} documents.")
    if bucket:
        click.echo(f"The documents are in the bucket {bucket}, not in it: back that up by its own means.")
    click.echo("The keys are not in it: keep MOBILITY_AUDIT_KEY and MOBILITY_ENCRYPTION_KEYS elsewhere.")
    if made.missing:
        count, first = len(made.missing), made.missing[0]
        raise click.ClickException(f"{count} documents that the database names are not there, first of all {first}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_DATA
def restore(*, file: Path, data: Path) -> None:
    """Put FILE, which `mobility backup` wrote, into an empty database and an empty folder of documents.

    Every checksum is compared before anything is written.
    """
    try:
        with surroundings(data) as settings:
            _need_owner(settings)
            manifest = put_back(file, settings)
    except (ServerFailed, NotDone, Damaged, NotEmpty) as failed:
        raise click.ClickException(str(failed)) from failed
    documents = len(manifest.parts) - 1
    click.echo(f"Restored {sum(manifest.counts.values())} rows and {documents} documents of {manifest.made_at}.")


def _need_owner(settings: Settings) -> None:
    if not settings.migration_database_url:
        raise click.ClickException("Set MIGRATION_DATABASE_URL: the address as the role that owns the tables.")
