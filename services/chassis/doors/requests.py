"""Request and reply on the bus: questions through FastStream, commands on the bare connection.

A command by request is on the hot path, where FastStream's handler chain costs three times the command itself.
An answer is always typed; an exception is never the answer, because the one who asks would only see silence.
"""

import asyncio
from typing import Any

import structlog
from faststream.nats import NatsMessage
from nats.aio.msg import Msg

from contracts.wire import subjects
from services.chassis.doors.answers import BROKEN, TRY_AGAIN, as_json, refused
from services.chassis.failures import Invalid, Unavailable
from services.chassis.health import Health
from services.chassis.runtime import Runtime
from services.chassis.service import Query

log = structlog.get_logger()


async def answer_commands(runtime: Runtime) -> None:
    """Answer `command.<service>.<name>` after the commit. Replicas share the work."""

    async def answer(message: Msg) -> None:
        parsed = subjects.parse(message.subject)
        assert isinstance(parsed, subjects.CommandSubject)  # subscribed to nothing else
        try:
            post = runtime.door.read(parsed.command, message.data)
            reply = (await runtime.door.pass_through(post, "request")).model_dump_json().encode()
        except Invalid as error:
            reply = as_json(refused(error))
        except Unavailable:
            reply = as_json(TRY_AGAIN)
        except Exception as error:
            log.error("request failed", command=parsed.command, exc_info=error)
            reply = as_json(BROKEN)
        await message.respond(reply)

    async def begin(message: Msg) -> None:
        # a subscription's callback is awaited before the next one: the commit must not be, or nothing would be grouped
        task = asyncio.ensure_future(answer(message))
        running.add(task)
        task.add_done_callback(running.discard)

    running: set[asyncio.Future[None]] = set()
    await runtime.bus().subscribe(subjects.commands_to(runtime.name), queue=runtime.name, cb=begin)


def answer_queries(runtime: Runtime) -> None:
    """Answer `query.<service>.<name>`."""
    for name, query in {**runtime.definition.queries, "health": _health}.items():
        runtime.broker.subscriber(subjects.query(runtime.name, name), queue=runtime.name)(_handler(runtime, query))


def _handler(runtime: Runtime, query: Query) -> Any:
    async def handle(message: NatsMessage) -> bytes:
        try:
            return await query(runtime, bytes(message.body))
        except Exception as error:
            log.error("query failed", exc_info=error)
            return as_json(BROKEN)

    return handle


async def _health(runtime: Runtime, _body: bytes) -> bytes:
    """`query.<service>.health`: what the home page shows."""
    health = Health(runtime)
    health.started = True
    return as_json({"service": runtime.name, "title": runtime.definition.title, "problems": await health.problems()})
