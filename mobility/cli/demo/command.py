"""The command `mobility demo`: builds the demo world into an empty database, once."""

from __future__ import annotations

import time
from pathlib import Path

import click

from mobility.cli.surroundings import DEFAULT_DATA, surroundings


@click.command()
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
def demo(*, data: Path) -> None:
    """Fill an empty database with a made-up university; does nothing where one stands already."""
    with surroundings(data) as settings:
        if settings.is_production:
            raise click.ClickException("This is production: the demo world belongs into a database of its own.")
        from mobility.app import create_app
        from mobility.cli.demo.build import build, is_built

        app = create_app(settings)
        with app.app_context():
            if is_built():
                click.echo("The demo world stands already.")
                return
            began = time.monotonic()
            build(settings.demo_password.get_secret_value(), lambda what: click.echo(f"  {what}"))
            click.echo(f"The demo world stands, after {time.monotonic() - began:.0f} s.")
