"""A return (应报): expected once, however many facts say so."""

from datetime import datetime

from contracts.reporting.returns import ExpectReturn, ReturnExpected
from services.chassis.decider import Decider, Outcome, Refused


def expect(expected: ReturnExpected | None, command: ExpectReturn, at: datetime) -> Outcome:
    """The first word on a return stands: a unit is never told two due days for one."""
    if expected is not None:
        return []
    if not command.first_day <= command.last_day < command.due:
        return Refused("due-too-early", "报送日应在统计期结束之后")
    return [ReturnExpected(**command.model_dump())]


RETURN: Decider[ReturnExpected | None] = Decider(
    stream_type="return",
    key=lambda command: f"{command.form}-{command.unit}-{command.period}",
    initial=None,
    rules={ExpectReturn: expect},
    folds={ReturnExpected: lambda expected, event: event},
)
"""The rules of one return."""
