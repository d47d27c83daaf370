"""What the other services say, asked over the bus. Silence is an answer too: the page says so."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nats.errors import Error as BusError

from services.chassis.service import Service

PATIENCE = 1.5
"""Seconds to wait for an answer; a page that waits longer says less."""

# What each does, in words for the people who use it; the order in which work passes through them.
SERVICES = (
    ("intake", "受理登记", "咨询、申请和服务活动从这里登记"),
    ("casework", "案件办理", "法律援助案件的指派、办理和结案"),
    ("reporting", "统计报表", "报表自动生成，每个数字可查来源"),
    ("notify", "提醒督办", "该报的表、该回访的人，到期提醒"),
)


@dataclass(frozen=True, slots=True)
class State:
    """How a service is: `words` say it, `works` marks it."""

    title: str
    does: str
    works: bool
    words: str


@dataclass(frozen=True, slots=True)
class Due:
    """A task that is due; `days_left` is negative when it is late."""

    title: str
    due: date
    days_left: int
    reason: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due: how many late, soon and later, and the most pressing few."""

    late: int
    soon: int
    later: int
    first: tuple[Due, ...]


async def states(service: Service) -> list[State]:
    """How every service is."""
    answers = await asyncio.gather(*(_ask(service, f"query.{name}.health", {}) for name, _, _ in SERVICES))
    return [_state(title, does, answer) for (_, title, does), answer in zip(SERVICES, answers, strict=True)]


async def agenda(service: Service) -> Agenda | None:
    """What is due next; None when nobody says."""
    answer = await _ask(service, "query.notify.tasks", {"limit": 5})
    if answer is None or "first" not in answer:
        return None
    kinds = answer["counts"]
    return Agenda(
        late=sum(kind["late"] for kind in kinds),
        soon=sum(kind["soon"] for kind in kinds),
        later=sum(kind["later"] for kind in kinds),
        first=tuple(
            Due(task["title"], date.fromisoformat(task["due"]), task["days_left"], task["reason"])
            for task in answer["first"]
        ),
    )


async def _ask(service: Service, subject: str, question: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        answer = json.loads(await service.ask(subject, json.dumps(question).encode(), wait=PATIENCE))
    except (BusError, TimeoutError, ConnectionError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _state(title: str, does: str, answer: Mapping[str, Any] | None) -> State:
    if answer is None or "problems" not in answer:
        return State(title, does, False, "没有应答，可能正在重启。已登记的内容不会丢失，恢复后自动接着处理。")
    if answer["problems"]:
        return State(title, does, False, f"有问题：{'；'.join(map(str, answer['problems']))}")
    return State(title, does, True, "运行正常")
