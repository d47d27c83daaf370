"""A return (应报): expected once, however many facts say so."""

from collections.abc import Sequence
from datetime import datetime

from contracts.reporting.returns import ExpectReturn, ReturnExpected
from services.chassis.decider import Decider, Refused, Route


def decide(expected: ReturnExpected | None, command: ExpectReturn, at: datetime) -> Sequence[ReturnExpected] | Refused:
    """The first word on a return stands: a unit is never told two due days for one."""
    if expected is not None:
        return []
    if not command.first_day <= command.last_day < command.due:
        return Refused("due-too-early", "报送日应在统计期结束之后")
    return [ReturnExpected(**command.model_dump())]


def evolve(expected: ReturnExpected | None, event: ReturnExpected) -> ReturnExpected | None:
    return event


RETURN: Decider[ReturnExpected | None] = Decider(
    stream_type="return",
    initial=None,
    decide=decide,
    evolve=evolve,
    commands={ExpectReturn: Route(lambda c: f"return-{c.form}-{c.unit}-{c.period}")},
    events=(ReturnExpected,),
)
"""The rules of one return."""
