"""The command `mobility up`: one terminal, everything in it, nothing left behind."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from mobility.cli.servers import Child, ServerFailed
from mobility.cli.servers.ending import Ended, listen, raise_if_asked
from mobility.cli.servers.folder import DataFolder, Occupied
from mobility.cli.surroundings import Servers, own_environment
from mobility.cli.up import children, tables, terminal
from mobility.cli.up.supervisor import Supervisor
from mobility.cli.up.terminal import DEMO_DOMAIN, DEMO_INSTITUTION, say, step
from mobility.config import Settings, check

READY_SECONDS = 180.0


@dataclass(frozen=True)
class Wanted:
    """What the person at the terminal asked for."""

    folder: DataFolder
    host: str
    port: int
    is_demo: bool

    @property
    def address(self) -> str:
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"


@click.command()
@click.option("--demo", "is_demo", is_flag=True, help="Build the demo world; letters stay on this machine, at /inbox.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--data", default="var", show_default=True, type=click.Path(path_type=Path), help="Folder of all data.")
def up(*, is_demo: bool, host: str, port: int, data: Path) -> None:
    """Run everything in this terminal: database, Valkey, web server, worker and clock. Ctrl-C ends it all."""
    listen()
    folder = DataFolder(data)
    try:
        folder.take()
        folder.end_forgotten_children()  # they may hold the port that is asked for
        _run(Wanted(folder, host, _usable_port(host, port), is_demo))
    except (Occupied, ServerFailed) as failed:
        raise click.ClickException(str(failed)) from failed
    except Ended:
        say("Everything has ended.")
    finally:
        folder.release()


def _run(wanted: Wanted) -> None:
    """Start everything, show the table, watch until the end is asked for; end everything in any case."""
    supervisor = Supervisor(say, wanted.folder.note_children)
    servers = Servers.needed(wanted.folder)
    try:
        with _servers(servers, supervisor):
            environment = _environment(wanted, servers)
            _refuse_unsafe(environment)
            _migrate(environment)
            wanted.folder.note_environment(environment)
            program = {key: value for key, value in environment.items() if key != "MIGRATION_DATABASE_URL"}
            _start_program(wanted, program, supervisor)
            password = environment["MOBILITY_DEMO_PASSWORD"] if wanted.is_demo else None
            terminal.show(terminal.table(wanted.address, wanted.folder, password))
            _watch(supervisor)
    finally:
        wanted.folder.forget()


@contextmanager
def _servers(servers: Servers, supervisor: Supervisor) -> Iterator[None]:
    """The embedded servers, and after the block the end of every child that was started in it."""
    try:
        with step("Database and Valkey"):
            for running in servers.start():
                supervisor.keep(running, stage=children.SERVERS)
        yield
    finally:
        supervisor.end(children.SECONDS_TO_END)
        servers.stop()


def _environment(wanted: Wanted, servers: Servers) -> dict[str, str]:
    """What every process of the program is told, beside what the terminal's own environment says."""
    told = own_environment(wanted.folder) | servers.environment()
    told |= {"MOBILITY_WEB_HOST": wanted.host, "MOBILITY_WEB_PORT": str(wanted.port)}
    told.setdefault("MOBILITY_BASE_URL", os.environ.get("MOBILITY_BASE_URL", wanted.address))
    if wanted.is_demo:
        told["MOBILITY_ENVIRONMENT"] = "demo"
        told["MOBILITY_INSTITUTION_KEY"] = DEMO_INSTITUTION
        told["MOBILITY_DEMO_PASSWORD"] = wanted.folder.secret("demo-password", groups=4)
        told["MOBILITY_SMTP_URL"] = f"smtp://127.0.0.1:{_usable_port('127.0.0.1', 0)}"
        told["MOBILITY_MAIL_FROM"] = f"International Office <office@{DEMO_DOMAIN}>"
        told["MOBILITY_CONTACT"] = f"office@{DEMO_DOMAIN}"
    return told


def _refuse_unsafe(environment: dict[str, str]) -> None:
    """Refuse to serve real people with settings that `mobility check-config` would refuse."""
    os.environ.update(environment)
    settings = Settings()
    reasons = check(settings) if settings.is_production else ()
    if reasons:
        from mobility.wording import describe

        raise ServerFailed("\n".join(["These settings are unsafe:", *(describe(r.code, r.params) for r in reasons)]))


def _migrate(environment: dict[str, str]) -> None:
    owner = environment.get("MIGRATION_DATABASE_URL") or Settings().migration_database_url
    if not owner:
        raise ServerFailed("DATABASE_URL is set and MIGRATION_DATABASE_URL is not: set both, or neither.")
    with step("Tables"):
        if not tables.are_newest(owner):
            from mobility.cli import schema  # what migrating needs takes seconds to load: only when there is need

            schema.upgrade(owner)
    os.environ.pop("MIGRATION_DATABASE_URL", None)  # from here on nobody needs the owner's power


def _start_program(wanted: Wanted, environment: dict[str, str], supervisor: Supervisor) -> None:
    folder = wanted.folder
    if wanted.is_demo:
        port = int(environment["MOBILITY_SMTP_URL"].rpartition(":")[2])
        supervisor.start(children.inbox(folder, port), stage=children.INBOX)
        _build_the_world(folder, environment)
    with step("Web server"):
        web = supervisor.start(children.web(folder, environment), stage=children.PROGRAM)
        web.wait_until(lambda: children.answers(wanted.address), seconds=READY_SECONDS)
    with step("Worker and clock"):  # after the pages, which would otherwise wait for them on a small machine
        processes = Settings().task_processes
        supervisor.start(children.worker(folder, environment, processes=processes), stage=children.PROGRAM)
        supervisor.start(children.beat(folder, environment), stage=children.PROGRAM)


def _build_the_world(folder: DataFolder, environment: dict[str, str]) -> None:
    """Build the demo's world where it was not built to its end before."""
    mark = folder.path / "demo-is-built"
    if mark.exists() and tables.hold_a_world(Settings().database_url):
        return
    with step("Demo world (this once, about a minute)"):
        _finish(children.demo(folder, environment))
    mark.touch()


def _finish(child: Child) -> None:
    """Run a child to its end. Raises ServerFailed when it fails."""
    running = child.start()
    try:
        while not running.has_ended:
            raise_if_asked()
            time.sleep(0.05)
        if running.process.returncode != 0:
            raise ServerFailed(f"{child.name} failed with code {running.process.returncode}: see {child.log}")
    finally:
        running.stop(seconds=2)


def _watch(supervisor: Supervisor) -> None:
    """Start again whatever ends, until Ended is raised by a signal."""
    while True:
        supervisor.watch()
        time.sleep(0.2)


def _usable_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises ServerFailed when somebody else listens on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as taken:
            raise ServerFailed(
                f"Port {port} of {host} cannot be used ({taken.strerror}): end what uses it, "
                "or choose another one, as in `make run PORT=8001`."
            ) from taken
        found: int = listener.getsockname()[1]
        return found
