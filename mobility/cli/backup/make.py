"""Makes a backup: one moment of the database, then every document that was there by then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Made:
    """What was written. `missing` are documents that the database names and that are not there."""

    manifest: Manifest
    missing: tuple[str, ...]

    @property
    def document_count(self) -> int:
        return len(self.manifest.parts) - 1


def make(path: Path, settings: Settings) -> Made:
    """Write the archive and say what is in it.

    The documents come after the database: one without its row is only forgotten, a row without its document is a loss.
    Of documents in a bucket none is in the archive. Raises NotDone, also where the folder of documents has not one of
    those that the database names: it is another folder then.
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
            named = database.named_files(connection)
            options = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={shared}")
            run("pg_dump", url, server, *options, f"--file={dump}")
        writer.add(DATABASE, dump)
        missing: frozenset[str] = frozenset()
        if not settings.s3_bucket:
            _add_documents(writer, settings.documents_dir)
            missing = _missing(named, writer, url)
            if missing and missing == named:
                where = f"{settings.documents_dir} has none of the {len(named)} documents that the database names"
                raise NotDone(f"{where}: say by --data where they are.")
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
    return Made(manifest, tuple(sorted(missing)))


def _missing(named: frozenset[str], writer: Writer, url: str) -> frozenset[str]:
    """What was named and is not in the archive; not what was deleted meanwhile, with its row."""
    missing = named - {name.removeprefix(DOCUMENTS) for name in writer.parts}
    if not missing:
        return missing
    with database.connected(url) as connection:
        return missing & database.named_files(connection)


def _add_documents(writer: Writer, folder: Path) -> None:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith(f"{EXPORTS}/"):
            with suppress(FileNotFoundError):  # removed meanwhile, with its row
                writer.add(f"{DOCUMENTS}{name}", path)
