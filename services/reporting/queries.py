"""Upward queries over the bus (`query.reporting.form`, `query.reporting.trace`): an answer, or a Refusal."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import ValidationError

from contracts.language.errors import explain
from contracts.language.messages import Message, Query
from contracts.reporting.tables import FormQuery, Refusal, TraceQuery
from services.chassis.runtime import Runtime
from services.reporting import answering
from services.reporting.problems import Problem

Q = TypeVar("Q", bound=Query)


async def form(runtime: Runtime, body: bytes) -> bytes:
    """`query.reporting.form`: a FormQuery, answered by a Table."""
    return await _answered(runtime, body, FormQuery, answering.form_table)


async def trace(runtime: Runtime, body: bytes) -> bytes:
    """`query.reporting.trace`: a TraceQuery, answered by a Trace."""
    return await _answered(runtime, body, TraceQuery, answering.cell_trace)


async def _answered(
    runtime: Runtime, body: bytes, model: type[Q], answer: Callable[[Runtime, Q], Awaitable[Message]]
) -> bytes:
    reply: Message
    try:
        reply = await answer(runtime, model.model_validate_json(body))
    except ValidationError as error:
        reply = Refusal(code="invalid", reason=explain(error))
    except Problem as problem:
        reply = Refusal(code=problem.code, reason=problem.reason)
    return reply.model_dump_json().encode()
