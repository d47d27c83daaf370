"""Ranges of buckets: whole years, whole months and days, each day exactly once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.tables.counts import buckets


@pytest.mark.parametrize(
    ("first", "last", "ranges"),
    [
        (date(2010, 3, 1), date(2010, 3, 15), [(20100301, 20100315)]),
        (date(2010, 3, 1), date(2010, 3, 31), [(201003, 201003)]),
        (date(2010, 3, 23), date(2010, 4, 22), [(20100323, 20100331), (20100401, 20100422)]),
        (date(2010, 3, 8), date(2010, 5, 31), [(20100308, 20100331), (201004, 201005)]),
        (date(2009, 12, 31), date(2012, 1, 1), [(20091231, 20091231), (2010, 2011), (20120101, 20120101)]),
        (date(2010, 11, 1), date(2011, 2, 28), [(201011, 201012), (201101, 201102)]),
        (date(2010, 3, 1), date(2010, 2, 28), []),
    ],
)
def test_days_become_as_few_ranges_as_the_calendar_allows(
    first: date, last: date, ranges: list[tuple[int, int]]
) -> None:
    assert buckets((first, last)) == ranges


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 2000))
def test_every_day_is_in_exactly_one_range(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    ranges = buckets((first, last))
    for offset in range(-40, length + 40, 7):
        day = first + timedelta(days=offset)
        ymd = day.year * 10_000 + day.month * 100 + day.day
        hits = sum(low <= bucket <= high for low, high in ranges for bucket in (ymd, ymd // 100, ymd // 10_000))
        assert hits == (first <= day <= last)
