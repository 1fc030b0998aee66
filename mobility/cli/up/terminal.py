"""What `mobility up` says: one line a step, and at the end one table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from mobility.cli.servers.folder import DataFolder

ACCOUNTS = ("student", "officer", "reviewer", "coordinator", "head", "admin")
DEMO_DOMAIN = "demo.example"


def say(sentence: str) -> None:
    """Print one line at once, also when the output is a file."""
    click.echo(sentence)


@contextmanager
def step(what: str) -> Iterator[None]:
    """One step: its name when it begins, how long it took when it is done."""
    click.echo(f"{what:<44}", nl=False)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        click.echo("stopped")
        raise
    click.echo(f"{time.monotonic() - began:5.1f} s")


def table(address: str, folder: DataFolder, demo_password: str | None) -> list[str]:
    """Where everything is: the address, the accounts of the demo, the letters, the folders."""
    rows = [("Address", address)]
    if demo_password:
        accounts = [f"{name}@{DEMO_DOMAIN}" for name in ACCOUNTS]
        rows += [("Accounts" if number == 0 else "", account) for number, account in enumerate(accounts)]
        rows += [("", f"password: {demo_password}"), ("Letters", f"{address}/inbox")]
    rows += [("Data", str(folder.path)), ("Logs", str(folder.logs)), ("End", "Ctrl-C")]
    width = max(len(text) for _, text in rows) + 14
    line = "-" * width
    return [line, *(f"  {label:<10}{text}" for label, text in rows), line]


def show(lines: list[str], write: Callable[[str], None] = say) -> None:
    for line in lines:
        write(line)
