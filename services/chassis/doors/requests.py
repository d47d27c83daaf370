"""Request and reply on the bus: questions through FastStream, commands on the bare connection.

A command by request is on the hot path, where FastStream's handler chain costs three times the command itself.
An answer is always typed, also when something failed: whoever asks would see nothing of an exception but silence.
"""

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from faststream.nats import NatsBroker, NatsMessage
from nats.aio.client import Client
from nats.aio.msg import Msg

from contracts.wire import subjects
from services.chassis.doors.answers import BROKEN, TRY_AGAIN, as_json, refused
from services.chassis.failures import Invalid, Unavailable
from services.chassis.health import Health
from services.chassis.log import QUERIES
from services.chassis.service import Question, Service

log = structlog.get_logger()


async def answer_commands(service: Service, bus: Client) -> None:
    """Answer `command.<service>.<name>` after the commit. Replicas share the work."""

    async def answer(message: Msg) -> None:
        name = message.subject.rpartition(".")[2]
        try:
            post = service.door.read(name, message.data)
            reply = (await service.door.pass_through(post, "request")).model_dump_json().encode()
        except Invalid as error:
            reply = as_json(refused(error))
        except Unavailable:
            reply = as_json(TRY_AGAIN)
        except Exception as error:
            log.error("request failed", command=name, exc_info=error)
            reply = as_json(BROKEN)
        await message.respond(reply)

    async def begin(message: Msg) -> None:
        # nats-py waits for a callback before it calls the next one. If the callback waited for the commit, no two commands
        # would ever be committed together.
        task = asyncio.ensure_future(answer(message))
        running.add(task)
        task.add_done_callback(running.discard)

    running: set[asyncio.Future[None]] = set()
    await bus.subscribe(subjects.commands_to(service.name), queue=service.name, cb=begin)


def answer_questions(
    service: Service, broker: NatsBroker, questions: Mapping[str, Question], health: Health, title: str
) -> None:
    """Answer `query.<service>.<name>`: the service's own questions, and those that every service answers."""
    everybodys: dict[str, Question] = {"health": partial(_health, health, title), "recorded-at": _recorded_at}
    for name, question in {**questions, **everybodys}.items():
        broker.subscriber(subjects.query(service.name, name), queue=service.name)(_handler(service, question))


def _handler(service: Service, question: Question) -> Any:
    async def handle(message: NatsMessage) -> bytes:
        try:
            return await question(service, bytes(message.body))
        except Exception as error:
            log.error("query failed", exc_info=error)
            return as_json(BROKEN)

    return handle


async def _health(health: Health, title: str, service: Service, _body: bytes) -> bytes:
    """`query.<service>.health`: what the home page shows."""
    return as_json({"service": service.name, "title": title, "problems": await health.problems()})


async def _recorded_at(service: Service, body: bytes) -> bytes:
    """`query.<service>.recorded-at`: when the event at a position was recorded; null where there is none."""
    moment = await service.pool.fetchval(QUERIES.recorded_at, int(json.loads(body)["position"]))
    return as_json({"recorded_at": moment.isoformat() if moment else None})
