"""Identifiers: time-ordered for events, derived ones for whatever must come out the same twice."""

import os
import time
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1c2a52-6f3e-5d0b-9a52-0d5a3e0f7c11")


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return UUID(int=value)


def derived(*parts: object) -> UUID:
    """A version 5 UUID of the parts: the same parts give the same id, on any machine, for ever."""
    return uuid5(NAMESPACE, "\x1f".join(map(str, parts)))
