"""Upward queries over the bus (`query.reporting.form`, `query.reporting.trace`): an answer, or a Refusal."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import ValidationError

from contracts.language.errors import explain
from contracts.language.messages import Message, Query
from contracts.reporting.tables import FormQuery, Refusal, TraceQuery
from services.chassis.service import Service
from services.reporting.tables import answers
from services.reporting.tables.problems import Problem

Q = TypeVar("Q", bound=Query)


async def form(service: Service, body: bytes) -> bytes:
    """`query.reporting.form`: a FormQuery, answered by a Table."""
    return await _answered(service, body, FormQuery, answers.form_table)


async def trace(service: Service, body: bytes) -> bytes:
    """`query.reporting.trace`: a TraceQuery, answered by a Trace."""
    return await _answered(service, body, TraceQuery, answers.cell_trace)


async def _answered(
    service: Service, body: bytes, model: type[Q], answer: Callable[[Service, Q], Awaitable[Message]]
) -> bytes:
    reply: Message
    try:
        reply = await answer(service, model.model_validate_json(body))
    except ValidationError as error:
        reply = Refusal(code="invalid", reason=explain(error))
    except Problem as problem:
        reply = Refusal(code=problem.code, reason=problem.reason)
    return reply.model_dump_json().encode()
