"""Makes a backup: one moment of the database, then every document that was there by then."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import make_url

from mobility.cli.backup import database
from mobility.cli.backup.archive import DATABASE, DOCUMENTS, FORM, Manifest, Writer, writing
from mobility.cli.backup.keys import fingerprints
from mobility.cli.backup.programs import NotDone, run
from mobility.config import Settings

EXPORTS: Final = "exports"
"""Tables that somebody asked for, which are removed after a day: no part of what is kept."""


def make(path: Path, settings: Settings) -> Manifest:
    """Write the archive and return its manifest.

    The documents come after the database: one without its row is only forgotten, a row without its document is a loss.
    Raises NotDone.
    """
    url, role = settings.migration_database_url, make_url(settings.database_url).username or ""
    with writing(path) as writer, TemporaryDirectory(dir=path.resolve().parent) as folder:
        dump = Path(folder) / DATABASE
        with database.connected(url) as connection:
            shared = database.snapshot(connection)
            revision = database.revision(connection)
            if revision is None:
                raise NotDone("The database has no tables: there is nothing to back up.")
            server = database.server_version(connection)
            counts, rights = database.counts(connection), database.rights_of(connection, role)
            options = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={shared}")
            run("pg_dump", url, server, *options, f"--file={dump}")
        writer.add(DATABASE, dump)
        _add_documents(writer, settings.documents_dir)
        manifest = Manifest(
            form=FORM,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            program=metadata.version("mobility"),
            revision=revision,
            server=server,
            counts=counts,
            rights=rights,
            keys=fingerprints(settings),
            parts=writer.parts,
        )
        writer.close(manifest)
    return manifest


def _add_documents(writer: Writer, folder: Path) -> None:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith(f"{EXPORTS}/"):
            with suppress(FileNotFoundError):  # removed meanwhile, with its row
                writer.add(f"{DOCUMENTS}{name}", path)
