"""Logging: one JSON line per event, and only fields that are known to be harmless.

An allow-list, not a deny-list: a field that nobody thought of is left out, so personal data cannot slip into a log by a
new name. Exceptions are logged by type and place, never by their text, which may quote what a person typed.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "service", "consumer", "source", "position", "sequence", "events", "commands",
        "command", "command_id", "correlation_id", "error", "reason", "process", "view", "build", "stream_name", "subject",
        "status", "method", "route", "milliseconds", "migrations", "version", "attempt", "where", "task", "count",
    }
)  # fmt: skip


_SHOWN = re.compile(r"[\n<(\[{'\"]")


def configure(service: str, level: str) -> None:
    """Set up structlog and send the standard library's loggers through it."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_only,
        _allowed_only,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared, _template_only],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def _place_only(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace an exception by its type and where it was raised."""
    info = line.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        line["error"] = type(error).__name__
        line["where"] = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return line


def _allowed_only(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in line.items() if key in ALLOWED or key.startswith("_")}


def _template_only(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Of another library's log line, its template: the arguments are not ours to vouch for.

    Only up to the first bracket or quote: asyncio formats its lines itself and shows tasks with their exceptions.
    """
    record = line.get("_record")
    if isinstance(record, logging.LogRecord):
        line["event"] = _SHOWN.split(str(record.msg), maxsplit=1)[0].strip()[:200]
    return line
