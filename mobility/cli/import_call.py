"""The command `mobility import-call`: makes the draft of a call from a file."""

from __future__ import annotations

from pathlib import Path

import click

from mobility.app import create_app
from mobility.cli.institutions import institution_named
from mobility.cli.servers import ServerFailed
from mobility.cli.surroundings import DEFAULT_DATA, surroundings
from mobility.core.terms import Actor, Refused
from mobility.services.calls.bring import bring, judge
from mobility.wording import describe_reason


@click.command("import-call")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--institution", default="", help="Key of the institution; not needed where there is only one.")
@click.option("--check", is_flag=True, help="Only say what is wrong with FILE.")
@click.option(
    "--data", default=DEFAULT_DATA, show_default=True, type=click.Path(path_type=Path), help="Folder of all data."
)
def import_call(*, file: Path, institution: str, check: bool, data: Path) -> None:
    """Make the draft of a call from FILE, to be looked at and published on its page.

    The form of the file is in docs/operating.md. Every fault is named by its line and key; then nothing is made.
    """
    try:
        with surroundings(data) as settings, create_app(settings).app_context():
            actor = Actor.system(institution_named(institution or settings.institution_key))
            content = file.read_bytes()
            if check:
                judge(content, actor)
                click.echo(f"{file} can be imported.")
            else:
                bring(content, actor)
                click.echo(f"{file} is a draft now: look at it in the office's list of calls, then publish it there.")
    except ServerFailed as failed:
        raise click.ClickException(str(failed)) from failed
    except Refused as refused:
        raise click.ClickException("\n".join(describe_reason(reason) for reason in refused.reasons)) from refused
