"""A toy process manager: what it asks for is written into the event that moves it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from contracts.language.messages import Command
from contracts.wire.event import Recorded
from services.chassis.processes.process import Deadline, Input, Process
from tests.support.counters import NOON, Count, Counted, new_event, toy

OVERDUE = datetime(2010, 4, 1, tzinfo=UTC)


def _react(state: int, given: Input) -> Sequence[Command | Deadline]:
    """What the toy process asks for is written into the input's own data."""
    if given.type == "deadline":
        return [Count(counter=f"{given.stream}-fired", by=int(given.stream.rpartition("/")[2] or 1))]
    wish = json.loads(given.data)
    follows: list[Command | Deadline] = [
        Count(counter=f"out-{n}", by=by) for n, by in enumerate(wish.get("outputs", ()))
    ]
    follows += [Deadline(name=name, due_at=due) for name, due in wish.get("deadlines", {}).items()]
    if wish.get("broken"):
        raise KeyError("a rule written in haste")
    return follows


PROCESS: Process[int] = Process(
    name="returns",
    hears={"reporting": (Counted,)},
    initial=0,
    instance=lambda event: event.stream,
    react=_react,
    evolve=lambda state, step: state + 1,
)
SERVICE = toy(name="notify", processes=(PROCESS,))


def happened(n: int, stream: str = "counter-x", **wish: Any) -> Recorded:
    """Event n of another service, which makes the process wish for something."""
    event = new_event(stream, n, data=json.dumps(wish, default=str)).placed(n, NOON, "reporting")
    return replace(event, hash=bytes(32))
