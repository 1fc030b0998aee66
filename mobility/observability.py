"""Logs that a machine can read and that name no person: one JSON object a line, with request and task ids."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from structlog.typing import EventDict, WrappedLogger

REDACTED: Final = "[redacted]"

_SENSITIVE: Final = re.compile(
    r"pass(word|wd|port)|secret|token|cookie|authorization|csrf|session|birth|e_?mail|phone|address|"
    r"(?<!host)(?<!file)(?<!logger)(?<!task)_?name$|recipient|sender|subject|answer|remark|body|sql|statement|parameters",
    re.IGNORECASE,
)
_MAIL_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_CREDENTIALS: Final = re.compile(r"(://[^/\s:@]*):[^@/\s]+@")
_ONE_TIME_LINK: Final = re.compile(r"(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{40,}")
"""Random words have capitals somewhere; the long names of functions have none."""
_FREE_KEYS: Final = frozenset({"event", "level", "logger", "timestamp", "exception", "path", "task_name"})
_PLAIN: Final = (str, int, float, bool, type(None))


def configure(level: str = "INFO", *, is_readable: bool = False) -> None:
    """Send every log line, of ours and of the libraries, to standard error. May be called again.

    `is_readable` writes columns for a terminal instead of JSON.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        outline_exception,
        outline_failed_task,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if is_readable
        else structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    )
    handler = _ToStandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # These two print statements with their parameters, and whole letters, at the level of INFO and below.
    for name in ("sqlalchemy.engine", "aiosmtpd"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _ToStandardError(logging.Handler):
    """Writes to what is standard error at that moment: a server or a test may have put another file in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - a line that cannot be written must not break what was being done
            self.handleError(record)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; `log.info("letter.sent", message_id=5)`: an event's name, then plain values, ids rather than names."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


@contextmanager
def bound(**values: str | int | None) -> Iterator[None]:
    """Put values such as `request_id` or `task_id` on every line that is logged inside the block."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take out what could name a person or open a door: by the key, by the look of the text, by being an object."""
    return {key: value if key.startswith("_") else _safe(key, value) for key, value in event.items()}


def outline_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Log an exception as its types and places. Its message may quote a row, so it is left out."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if given is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = " <- ".join(_outline(one) for one in _causes(error))
    event.pop("stack_info", None)
    return event


def outline_failed_task(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Celery puts the message of a task's exception into its own line: say only that the task failed."""
    if event.get("logger") == "celery.app.trace" and event.get("level") in {"warning", "error", "critical"}:
        event["event"] = "task.failed"
    return event


def _safe(key: str, value: object) -> object:
    if key not in _FREE_KEYS and _SENSITIVE.search(key):
        return REDACTED
    if isinstance(value, str):
        return _without_persons(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_safe(key, one) for one in value]
    if isinstance(value, dict):
        return {str(inner): _safe(str(inner), one) for inner, one in value.items()}
    return value if isinstance(value, _PLAIN) else f"<{type(value).__name__}>"


def _without_persons(text: str) -> str:
    text = _CREDENTIALS.sub(r"\1:***@", text)
    text = _MAIL_ADDRESS.sub(REDACTED, text)
    return _ONE_TIME_LINK.sub(REDACTED, text)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _outline(error: BaseException) -> str:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__module__}.{type(error).__qualname__} at {' > '.join(places[-12:]) or 'no place'}"
