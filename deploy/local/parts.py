"""The parts of a stack, and what happens to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from deploy.local.processes import Command


async def _nothing() -> None:
    return None


async def _always() -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """One process of the stack.

    `prepare` runs before every start, `once_healthy` after every start as soon as `is_healthy` holds; only then do
    the parts that name this one in `needs` start for the first time.
    """

    name: str
    label: str
    command: Command
    is_healthy: Callable[[], Awaitable[bool]]
    prepare: Callable[[], Awaitable[None]] = _nothing
    once_healthy: Callable[[], Awaitable[None]] = _nothing
    answers: Callable[[], Awaitable[bool]] = _always
    """Whether it answers at all, asked from outside: a process that hangs cannot notice that by itself."""
    silence: float = 8.0
    """Seconds without an answer after which it is ended and started again."""
    needs: tuple[str, ...] = ()
    essential: bool = True
    """Without an essential part there is no stack. Any other is tried again and again, and the rest is up meanwhile."""


@dataclass(frozen=True)
class Healthy:
    """A part is up, `seconds` after its start was wanted; `again` when it had died before."""

    part: Part
    seconds: float
    again: bool


@dataclass(frozen=True)
class NotReady:
    """A part that is not essential is not up yet; it is tried again and again."""

    part: Part


@dataclass(frozen=True)
class Died:
    """A part ended by itself, for a reason in Chinese words; it is started again in `pause` seconds."""

    part: Part
    reason: str
    pause: float


Event = Healthy | NotReady | Died
