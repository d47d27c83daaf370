"""Identifiers: ordered by time for events; derived from their parts where the same input must give the same id again."""

import random
import time
from uuid import UUID, uuid5

_RANDOM = random.Random()
NAMESPACE = UUID("6f1c2a52-6f3e-5d0b-9a52-0d5a3e0f7c11")


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random."""
    milliseconds = time.time_ns() // 1_000_000
    draw = _RANDOM.getrandbits(
        74
    )  # ids must be unique, not secret: the system's generator would cost a system call each
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (draw >> 62) << 64 | 0b10 << 62 | draw & (1 << 62) - 1)


def derived(*parts: object) -> UUID:
    """A version 5 UUID of the parts: the same parts give the same id, on any machine, for ever."""
    return uuid5(NAMESPACE, "\x1f".join(map(str, parts)))
