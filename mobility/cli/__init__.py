"""The `mobility` command: each subcommand lives in a module of its own and is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

COMMANDS: Final = {
    "up": "mobility.cli.up.command:up",
    "init": "mobility.cli.init:init",
    "demo": "mobility.cli.demo.command:demo",
    "migrate": "mobility.cli.migrate:migrate",
    "allocate": "mobility.cli.allocate:allocate",
    "rotate-keys": "mobility.cli.privacy:rotate_keys",
    "export-person": "mobility.cli.privacy:export_person",
    "erase-person": "mobility.cli.privacy:erase_person",
    "verify-audit": "mobility.cli.verify_audit:verify_audit",
    "import-call": "mobility.cli.import_call:import_call",
    "import": "mobility.cli.import_table:import_table",
    "backup": "mobility.cli.backup.command:backup",
    "restore": "mobility.cli.backup.command:restore",
    "check-config": "mobility.cli.check_config:check_config",
    "eligibility": "mobility.cli.eligibility:eligibility",
    "inspect-file": "mobility.cli.inspect_file:inspect_file",
}
"""Name of the subcommand → where its click command is. To add one, add a line."""


class Commands(click.Group):
    """Loads a subcommand only when it is wanted, so that `mobility up` need not import what `mobility demo` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Commands)
@click.version_option(package_name="mobility")
def main() -> None:
    """The online home of a university's outbound student mobility."""
