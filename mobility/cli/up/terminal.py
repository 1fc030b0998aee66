"""What `mobility up` says: one line a step, and at the end one table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import click

from mobility.cli.demo import ACCOUNTS
from mobility.cli.servers.folder import DataFolder

DEMO_DOMAIN = "demo.example"
DEMO_INSTITUTION = "hebmu"
"""The university of the demo that every other host name means."""

SECOND_HOST = "cumtb.localhost"
"""Where the demo's second university is found: a name that every browser takes for this machine."""

SECOND_DOMAIN = "cumtb.demo.example"


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
        second = _second(address)
        rows += [*_accounts(DEMO_DOMAIN), ("", f"password: {demo_password}"), ("Letters", f"{address}/inbox")]
        rows += [("", ""), ("Second", second), *_accounts(SECOND_DOMAIN), ("", "with the same password")]
        rows += [("Letters", f"{second}/inbox"), ("", "")]
    rows += [("Data", str(folder.path)), ("Logs", str(folder.logs)), ("End", "Ctrl-C")]
    width = max(len(text) for _, text in rows) + 14
    line = "-" * width
    return [line, *(f"  {label:<10}{text}".rstrip() for label, text in rows), line]


def _second(address: str) -> str:
    """The address of the demo's second university: another name, the same port."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{SECOND_HOST}" + (f":{parts.port}" if parts.port else "")


def _accounts(domain: str) -> list[tuple[str, str]]:
    return [("Accounts" if number == 0 else "", f"{name}@{domain}") for number, name in enumerate(ACCOUNTS)]


def show(lines: list[str], write: Callable[[str], None] = say) -> None:
    for line in lines:
        write(line)
