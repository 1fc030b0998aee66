"""Contract: tasks carry no information, every queue is consumed, and letters leave by one way alone."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from mobility.core.calendar import workdays
from mobility.services.jobs import registry
from mobility.services.notices import sender
from mobility.tasks import bell
from mobility.tasks import celery as module
from mobility.tasks.celery import BROKER_OPTIONS, HARD_SECONDS, QUEUE, SOFT_SECONDS, celery
from mobility.tasks.schedule import SCHEDULE

PACKAGE = Path(workdays.__file__).parents[2]


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text())


def _ours() -> dict[str, object]:
    celery.loader.import_default_modules()
    return {name: task for name, task in celery.tasks.items() if not name.startswith("celery.")}


def test_every_tick_and_every_ring_is_for_a_task_that_exists_and_every_task_is_called() -> None:
    called = {tick["task"] for tick in SCHEDULE.values()} | set(bell.TASKS)
    assert called == _ours().keys()


def test_every_module_of_tasks_is_loaded_by_the_worker() -> None:
    folder = Path(module.__file__).parent
    tasks = {path.stem for path in folder.glob("*.py") if "@shared_task" in path.read_text()}
    assert tasks == set(module.MODULES)


def test_tasks_take_nothing_and_are_short() -> None:
    for name, task in _ours().items():
        function = inspect.unwrap(task.run)  # type: ignore[attr-defined]  # Celery's task is not annotated
        assert inspect.signature(function).parameters == {}, name
        assert len(inspect.getsource(function).splitlines()) <= 16, name


def test_every_queue_is_consumed() -> None:
    assert set(celery.amqp.queues) == {QUEUE}
    routed = {celery.amqp.router.route({}, name)["queue"].name for name in _ours()}
    assert routed == {QUEUE}


def test_only_json_is_read() -> None:
    assert celery.conf.accept_content == ["json"]
    assert celery.conf.task_serializer == "json"


def test_messages_outlive_tasks_and_leases_outlive_both() -> None:
    assert SOFT_SECONDS < HARD_SECONDS < BROKER_OPTIONS["visibility_timeout"]
    assert BROKER_OPTIONS["unacked_mutex_expire"] <= 10
    assert HARD_SECONDS < sender.LEASE_SECONDS
    assert registry.SLICE_SECONDS < SOFT_SECONDS < HARD_SECONDS < registry.LEASE_SECONDS


def test_ticks_are_intervals_that_never_pile_up() -> None:
    for tick in SCHEDULE.values():
        assert isinstance(tick["schedule"], float | int)
        assert tick["options"]["expires"] <= tick["schedule"]


def test_no_task_is_put_off_and_none_is_sent_outside_the_bell() -> None:
    found = []
    for name, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and {"eta", "countdown"} & {keyword.arg for keyword in node.keywords}:
                found.append(f"{name}: put off")
            sends = isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "send_task"}
            if sends and name != "tasks/bell.py":
                found.append(f"{name}: sends a task")
    assert found == []


def test_letters_leave_by_mail_alone_and_mail_is_used_by_few() -> None:
    found = []
    for name, tree in _sources():
        for imported in _imports(tree):
            if imported.split(".")[0] in {"smtplib", "smtpd"} and not name.startswith("mail/"):
                found.append(f"{name}: {imported}")
            if imported.startswith("mobility.mail") and not name.startswith(
                ("mail/", "services/notices/", "tasks/", "cli/")
            ):
                found.append(f"{name}: {imported}")
    assert found == []


def test_no_crontab_is_used() -> None:
    found = [name for name, tree in _sources() for one in _imports(tree) if "crontab" in one]
    assert found == []


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
