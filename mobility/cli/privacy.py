"""The commands of privacy: `mobility rotate-keys`, `mobility export-person`, `mobility erase-person`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import func, or_, select

from mobility.app import create_app
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.config import Settings
from mobility.core.terms import Refused
from mobility.database import db
from mobility.models import Institution, Student, User
from mobility.secrecy import Undecipherable, newest_version
from mobility.services.privacy.erase_person import erase_person as erase
from mobility.services.privacy.erase_person import erased_before
from mobility.services.privacy.export_person import export_person as write_zip
from mobility.services.privacy.rotate import rotate
from mobility.wording import describe_reason

_DATA = click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
_INSTITUTION = click.option("--institution", default="", help="Key of the institution, where there are several.")


@click.command("rotate-keys")
@_DATA
def rotate_keys(*, data: Path) -> None:
    """Seal all sensitive values again under the newest key; older ones may leave the settings afterwards."""
    with _running(data):
        try:
            count = rotate()
        except Undecipherable as lost:
            raise click.ClickException(
                "A value lies under a key that MOBILITY_ENCRYPTION_KEYS does not hold."
            ) from lost
        click.echo(f"{count:,} values were sealed again; all lie under key {newest_version()} now.")


@click.command("export-person")
@click.argument("person", metavar="ADDRESS|NUMBER")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@_INSTITUTION
@_DATA
def export_person(*, person: str, file: Path, institution: str, data: Path) -> None:
    """Write everything that is held about a person into FILE.zip, documents included."""
    with _running(data):
        try:
            count = write_zip(_found(person, institution), file)
        except FileExistsError as there:
            raise click.ClickException(f"{file} is there already: name another file.") from there
        click.echo(f"{file}: {count:,} rows. It names a person: give it to them alone, and delete it here.")


@click.command("erase-person")
@click.argument("person", metavar="ADDRESS|NUMBER", required=False)
@click.option("--again", is_flag=True, help="Repeat all erasures that were done, after a backup was restored.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_INSTITUTION
@_DATA
def erase_person(*, person: str | None, again: bool, yes: bool, institution: str, data: Path) -> None:
    """Take a person out of the database for good. What was counted and decided stays, under a number."""
    if again == bool(person):
        raise click.UsageError("Name one person, or give --again.")
    with _running(data) as settings:
        if not settings.migration_database_url:
            raise click.ClickException("Set MIGRATION_DATABASE_URL: what was submitted is the owner's to change.")
        notes = settings.data_dir / "privacy" / "erased.jsonl"
        ids = list(erased_before(notes)) if again else [_found(person or "", institution)]
        if not yes:
            click.confirm(f"Erase {len(ids)} for good? Export first what must be kept", abort=True)
        for user_id in ids:
            try:
                count = erase(user_id, settings.migration_database_url, notes)
            except Refused:
                continue  # not in the backup that was restored
            click.echo(f"#{user_id}: {count:,} rows are blank or gone.")


@contextmanager
def _running(data: Path) -> Iterator[Settings]:
    try:
        with surroundings(data) as settings, create_app(settings).app_context():
            yield settings
    except ServerFailed as failed:
        raise click.ClickException(str(failed)) from failed
    except Refused as refused:
        raise click.ClickException("\n".join(describe_reason(reason) for reason in refused.reasons)) from refused


def _found(person: str, institution: str) -> int:
    """The one person of that address or number. Raises ClickException for none and for several."""
    query = (
        select(User.id)
        .join(Institution, Institution.id == User.institution_id)
        .outerjoin(Student, Student.user_id == User.id)
        .where(or_(func.lower(User.email) == person.lower(), Student.number == person))
    )
    if institution:
        query = query.where(Institution.key == institution)
    ids = db.session.scalars(query).all()
    db.session.rollback()
    if len(ids) != 1:
        raise click.ClickException("There is no such person." if not ids else "Several: say which by --institution.")
    return ids[0]
