"""Puts a backup back: first everything is judged, then the database is filled at once, then the documents appear."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from mobility.cli import schema
from mobility.cli.backup import database
from mobility.cli.backup.archive import DATABASE, Damaged, Manifest, unpack, verified
from mobility.cli.backup.keys import fingerprints
from mobility.cli.backup.programs import NotDone, run
from mobility.config import Settings
from mobility.queries.health import newest_revision


class NotEmpty(Exception):
    """Something is there already; a backup is put into an empty place only."""


def put_back(path: Path, settings: Settings) -> Manifest:
    """Restore the archive and bring the tables to the newest form; return its manifest.

    Raises Damaged, NotEmpty and NotDone, the first two before anything is written. Ended in the middle, it leaves the
    database empty, or filled with the documents missing, which a second try says.
    """
    manifest = verified(path)
    _judge(manifest, settings)
    documents = settings.documents_dir
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=settings.data_dir) as folder:
        dump, unpacked = Path(folder) / DATABASE, Path(folder) / "documents"
        unpacked.mkdir(mode=0o700)
        unpack(path, dump, unpacked)
        _fill(dump, manifest, settings)
        if documents.exists():
            documents.rmdir()
        shutil.move(unpacked, documents)
    schema.upgrade(settings.migration_database_url)
    return manifest


def _judge(manifest: Manifest, settings: Settings) -> None:
    """Everything that can be in the way, before the first byte is written."""
    if manifest.revision > newest_revision():
        raise Damaged(f"The backup is of a newer version of the program (tables {manifest.revision}): update first.")
    present = fingerprints(settings)
    if other := sorted(name for name, print_ in manifest.keys.items() if present.get(name) != print_):
        raise Damaged(
            f"The backup was made with other keys ({'; '.join(other)}). Set them as they were, or copy the files "
            "audit-key and encryption-key into the data folder, and try again."
        )
    if settings.documents_dir.is_dir() and any(settings.documents_dir.iterdir()):
        raise NotEmpty(f"{settings.documents_dir} is not empty: a backup is put into an empty folder only.")
    with database.connected(settings.migration_database_url) as connection:
        if not database.is_empty(connection):
            raise NotEmpty("The database is not empty: a backup is put into an empty database only.")
        if (server := database.server_version(connection)) < manifest.server:
            raise NotDone(f"The backup is of PostgreSQL {manifest.server}; this server is {server}, which is older.")


def _fill(dump: Path, manifest: Manifest, settings: Settings) -> None:
    url = settings.migration_database_url
    with database.connected(url) as connection:
        server = database.server_version(connection)
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    database_name = make_url(url).database or ""
    run("pg_restore", url, server, *options, f"--dbname={database_name}", str(dump))
    with database.connected(url) as connection:
        database.grant(connection, manifest.rights, make_url(settings.database_url).username or "")
        found = database.counts(connection)
    if found != manifest.counts:
        other = sorted(name for name in found.keys() | manifest.counts if found.get(name) != manifest.counts.get(name))
        raise NotDone(f"After the restore these tables hold other numbers of rows: {', '.join(other)}.")
