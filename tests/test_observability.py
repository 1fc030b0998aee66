"""Log lines are JSON, carry ids, and name nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from mobility import observability


@pytest.fixture(autouse=True)
def logs(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:  # after capsys, whose stream it writes to
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    observability.configure("INFO")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def last(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().err.splitlines()[-1])
    line.pop("timestamp")
    return line


def test_a_line_is_an_object_with_the_ids_that_are_bound(capsys: pytest.CaptureFixture[str]) -> None:
    with observability.bound(request_id="r-1"):
        observability.logger("mobility.test").info("letter.sent", message_id=5)
    assert last(capsys) == {
        "event": "letter.sent",
        "level": "info",
        "logger": "mobility.test",
        "message_id": 5,
        "request_id": "r-1",
    }
    observability.logger("mobility.test").info("after")
    assert last(capsys) == {"event": "after", "level": "info", "logger": "mobility.test"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("password", "x"),
        ("family_name", "张"),
        ("name", "张三"),
        ("passport_number", "E1"),
        ("email", "a"),
        ("birth_date", "2008-01-01"),
        ("csrf_token", "x"),
        ("session", "x"),
        ("subject", "Offer for 张三"),
        ("parameters", {"a": 1}),
    ],
)
def test_what_names_a_person_or_opens_a_door_is_left_out(
    key: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    observability.logger("mobility.test").info("seen", **{key: value})
    assert last(capsys)[key] == "[redacted]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to li.hua@stu.example.edu.cn now", "to [redacted] now"),
        ("redis://:s3cret@127.0.0.1:6379/0", "redis://:***@127.0.0.1:6379/0"),
        ("/reset/kX3_vq0Zs8yWb1nRt5mLp7cGd2hJf4aQe6uTi9oEwYs", "/reset/[redacted]"),
    ],
)
def test_addresses_credentials_and_links_are_cut_from_any_text(
    text: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("some.library").warning("said %s", text)
    assert last(capsys)["event"] == f"said {expected}"


def test_an_object_is_named_by_its_type_alone(capsys: pytest.CaptureFixture[str]) -> None:
    class Student:
        def __repr__(self) -> str:
            return "张三"

    observability.logger("mobility.test").info("seen", who=Student(), many=[Student(), 1], inner={"email": "x", "n": 1})
    line = last(capsys)
    assert (line["who"], line["many"]) == ("<Student>", ["<Student>", 1])
    assert line["inner"] == {"email": "[redacted]", "n": 1}


def fail() -> None:
    try:
        {"E1": 1}["E12345678"]
    except KeyError as error:
        raise ValueError("张三") from error


def test_an_exception_is_told_by_types_and_places_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("some.library").exception("it failed")
    line = last(capsys)
    assert str(line["exception"]).startswith("builtins.ValueError at test_observability.py:")
    assert "<- builtins.KeyError at" in str(line["exception"])
    assert "张三" not in str(line)
    assert "E12345678" not in str(line)


def test_a_failed_task_is_logged_without_what_it_failed_with(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("celery.app.trace").error("Task %s raised unexpected: %s", "tasks.drain", "张三")
    assert last(capsys)["event"] == "task.failed"


def test_statements_are_not_logged_below_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT * FROM student")
    assert capsys.readouterr().err == ""
