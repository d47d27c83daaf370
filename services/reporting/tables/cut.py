"""How far the log had come when a table is asked for as of some moment (截至)."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from contracts.language.periods import SHANGHAI
from services.reporting.tables.problems import Problem, malformed

SOURCES = ("intake", "casework")

RecordedAt = Callable[[int], Awaitable[datetime | None]]
"""When intake's log took its n-th event; None when it has none."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Facts up to a position in the logs that `positions` names, and of any other log what was recorded by `until`."""

    positions: Mapping[str, int] = field(default_factory=dict)
    until: datetime | None = None


async def read_cut(text: str | None, recorded_at: RecordedAt) -> Cut | None:
    """What `as_of` means; None for now. Problem 422 when it means nothing, 404 when the log is not that long.

    `2010-04-01` is the end of that day, `2010-04-01T09:30` that moment (Shanghai, unless a zone is given),
    `intake:300,casework:12` are log positions (a log that is not named counts as empty), and `300` is the moment at
    which intake's log took its 300th event: facts of intake up to it, of other services what was recorded by then.
    """
    if text is None or not text.strip():
        return None
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,18}", text):
        return await _at_position(int(text), recorded_at)
    if re.fullmatch(r"[a-z]+:[0-9]{1,18}(,[a-z]+:[0-9]{1,18})*", text):
        return _at_positions(text)
    return Cut(until=_moment(text))


async def _at_position(position: int, recorded_at: RecordedAt) -> Cut:
    if position == 0:
        return Cut({"intake": 0})
    moment = await recorded_at(position)
    if moment is None:
        raise Problem(404, "beyond-the-log", "受理服务的日志还没有这么多事件，请换一个较小的日志位置")
    return Cut({"intake": position}, moment)


def _at_positions(text: str) -> Cut:
    pairs = [part.split(":") for part in text.split(",")]
    positions = {source: int(position) for source, position in pairs}
    if len(positions) != len(pairs) or not positions.keys() <= set(SOURCES):
        raise malformed(
            "bad-as-of", f"日志位置只能各写一次，服务名可用 {'、'.join(SOURCES)}，例如 intake:300,casework:12"
        )
    return Cut(positions)


def _moment(text: str) -> datetime:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            whole_day = datetime.combine(date.fromisoformat(text), time.max, SHANGHAI)
            return whole_day
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SHANGHAI)
        _ = moment - timedelta(days=1), moment + timedelta(days=1)  # so near the calendar's ends no zone can be applied
    except (ValueError, OverflowError):
        raise malformed(
            "bad-as-of", "截至时点应写成 2010-04-01、2010-04-01T09:30，或日志位置 300、intake:300,casework:12"
        ) from None
    return moment
