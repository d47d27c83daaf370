"""As of: what a moment may be written as, and what it means."""

from datetime import UTC, datetime

import pytest

from contracts.language.periods import SHANGHAI
from services.reporting.tables.cut import Cut, read_cut
from services.reporting.tables.problems import Problem

TOOK_300 = datetime(2010, 4, 1, 2, tzinfo=UTC)


async def recorded_at(position: int) -> datetime | None:
    return TOOK_300 if position == 300 else None


async def read(text: str | None) -> Cut | None:
    return await read_cut(text, recorded_at)


async def test_nothing_means_now() -> None:
    assert await read(None) is None
    assert await read(" ") is None


async def test_a_day_means_its_end_in_shanghai() -> None:
    cut = await read("2010-04-01")
    assert cut == Cut(until=datetime(2010, 4, 1, 23, 59, 59, 999999, SHANGHAI))


@pytest.mark.parametrize(
    "text", ["2010-04-01T09:30", "2010-04-01 09:30", "2010-04-01T01:30Z", "2010-04-01T09:30+08:00"]
)
async def test_a_time_without_a_zone_is_shanghai_time(text: str) -> None:
    assert await read(text) == Cut(until=datetime(2010, 4, 1, 9, 30, tzinfo=SHANGHAI))


async def test_a_number_is_the_moment_intake_took_that_event() -> None:
    assert await read("300") == Cut({"intake": 300}, TOOK_300)


async def test_position_nought_is_before_everything() -> None:
    assert await read("0") == Cut({"intake": 0})


async def test_positions_may_be_given_per_service() -> None:
    assert await read("intake:300,casework:12") == Cut({"intake": 300, "casework": 12})


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("301", 404),
        ("yesterday", 422),
        ("2010-13-01", 422),
        ("intake:1,intake:2", 422),
        ("nobody:1", 422),
        ("intake:", 422),
        ("0001-01-01T00:00", 422),
    ],
)
async def test_anything_else_is_answered_with_what_may_be_written(text: str, status: int) -> None:
    with pytest.raises(Problem) as problem:
        await read(text)
    assert problem.value.status == status
