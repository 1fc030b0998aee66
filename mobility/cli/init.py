"""The command `mobility init`: a real start. Makes the institution, its units and the first administrator."""

from __future__ import annotations

from pathlib import Path

import click

from mobility.app import create_app
from mobility.cli.founding_file import Founding, Unreadable, read
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.core.terms import Actor, Refused, Role
from mobility.secrecy import Undecipherable
from mobility.services.institutions.found import NewInstitution, NewUnit, found
from mobility.services.notices.links import links
from mobility.services.people import addresses
from mobility.services.people.accounts import NewPerson, invite
from mobility.services.people.roles import NewRole
from mobility.wording import describe


@click.command()
@click.argument("file", metavar="INSTITUTION.yaml", type=click.Path(path_type=Path))
@click.option("--admin-name", required=True, help="Name of the first administrator.")
@click.option("--admin-email", required=True, help="Their address; the link is printed here as well as mailed.")
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of data."
)
def init(*, file: Path, admin_name: str, admin_email: str, data: Path) -> None:
    """Make the institution and the units of INSTITUTION.yaml, and invite its first administrator.

    The form of the file is in docs/operating.md. The database must have its tables: see `mobility migrate`.
    """
    try:
        founding = read(file)
        with surroundings(data) as settings:
            app = create_app(settings)
            with app.app_context():
                token = _begin(founding, NewPerson(admin_name, admin_email, (NewRole(Role.ADMINISTRATOR),)))
    except (Unreadable, ServerFailed) as failed:
        raise click.ClickException(str(failed)) from failed
    except Undecipherable as missing:
        raise click.ClickException(
            "Nothing was made: MOBILITY_ENCRYPTION_KEYS is not set. `mobility check-config` says what else is missing."
        ) from missing
    except Refused as refused:
        sentences = [describe(reason.code, reason.params) for reason in refused.reasons]
        raise click.ClickException("\n".join(sentences)) from refused
    click.echo(f"{founding.name.en} has been made, with {len(founding.units)} units.")
    link = links(settings.base_url, founding.hosts, {"token": token})["invitation"]
    click.echo(f"{admin_name} sets a password here, once, within 14 days:\n{link}")


def _begin(founding: Founding, administrator: NewPerson) -> str:
    """Make everything and return the secret of the administrator's one-time link."""
    addresses.normalize(administrator.email)  # refused before anything is made
    given = {name: getattr(founding, name) for name in Founding.model_fields if name != "units"}
    units = [NewUnit(unit.code, unit.kind, unit.name, unit.parent) for unit in founding.units]
    institution_id = found(NewInstitution(**given), units)
    return invite(Actor.system(institution_id), administrator).token
