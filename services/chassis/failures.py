"""Errors, by what the chassis does about them: refuse, wait and try again, park, or say that the outcome is not known."""

import traceback
from pathlib import PurePath
from uuid import UUID

import asyncpg
import nats.errors
import nats.js.errors


class Invalid(Exception):
    """A post that cannot become a command: `code` for programs, `reason` in Chinese for people, without its values."""

    def __init__(self, code: str, reason: str, command_id: UUID | None = None) -> None:
        super().__init__(code)
        self.code, self.reason, self.command_id = code, reason, command_id


class Unavailable(Exception):
    """The command may or may not have been done: send it again with the same id."""


def described(error: Exception) -> str:
    """What kind of error it was and where, for an operator. Never its text: that may quote what a person typed, and
    PostgreSQL's shows the whole row."""
    if isinstance(error, asyncpg.PostgresError):
        about = [
            str(part) for part in (error.sqlstate, error.table_name, error.column_name, error.constraint_name) if part
        ]
        return f"{type(error).__name__} ({', '.join(about)})"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


PERMANENT = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
    asyncpg.DataError, asyncpg.IntegrityConstraintViolationError,
)  # fmt: skip
"""Errors that come back at every try: a mistake in a rule or a view. Any other error comes from outside: wait, try again."""

DATABASE_AWAY = (
    asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError,
)  # fmt: skip
"""What is raised while the database is starting, stopping, out of room, or gone."""

DATABASE_FAILURES = (asyncpg.PostgresError, *DATABASE_AWAY)
"""All that the database may raise in a task that runs all the time: the task waits, and tries again."""

TRANSIENT = (nats.errors.Error, nats.js.errors.Error, *DATABASE_FAILURES, Unavailable)
"""Errors that come from outside the program: wait, and try again."""

UNKNOWN = (Unavailable, *DATABASE_AWAY)
"""Whether a command was done cannot be said now: the sender sends it again with the same id."""
