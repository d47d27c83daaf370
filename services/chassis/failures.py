"""What goes wrong, by what follows from it: refuse, wait and try again, set aside, or say that the outcome is not known."""

from uuid import UUID

import asyncpg
import nats.errors
import nats.js.errors


class Invalid(Exception):
    """A post that is no command: `code` for programs, `reason` in Chinese for people. Says nothing about its values."""

    def __init__(self, code: str, reason: str, command_id: UUID | None = None) -> None:
        super().__init__(code)
        self.code, self.reason, self.command_id = code, reason, command_id


class Unavailable(Exception):
    """The command may or may not have been done: send it again with the same id."""


PERMANENT = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
    asyncpg.DataError, asyncpg.IntegrityConstraintViolationError,
)  # fmt: skip
"""Errors that come back however often it is tried: a mistake in a rule or a view. Anything else has a cause outside: wait."""

DATABASE_AWAY = (
    asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError,
)  # fmt: skip
"""What is raised while the database is starting, stopping, out of room, or gone."""

DATABASE_FAILURES = (asyncpg.PostgresError, *DATABASE_AWAY)
"""Whatever the database may raise at something that runs all the time: it waits, and tries again."""

TRANSIENT = (nats.errors.Error, nats.js.errors.Error, *DATABASE_FAILURES, Unavailable)
"""Causes outside: waited out, and tried again."""

UNKNOWN = (Unavailable, *DATABASE_AWAY)
"""What became of a command is not known, or will be another time."""
