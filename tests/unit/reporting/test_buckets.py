"""Buckets: whole years and quarters, whole parts of months and odd days, each day exactly once; no period has odd days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.language.periods import PeriodKind, periods
from services.reporting.tables.buckets import BREAKS, Days, parts, pieces, prefixes, steps


@pytest.mark.parametrize(
    ("first", "last", "ranges", "odd"),
    [
        (date(2012, 3, 1), date(2012, 3, 15), [(20120301, 20120301)], []),
        (date(2012, 3, 1), date(2012, 3, 31), [(20120301, 20120323)], []),
        (date(2012, 3, 23), date(2012, 4, 22), [(20120323, 20120416)], []),
        (date(2010, 3, 1), date(2010, 3, 15), [(20100301, 20100308)], []),
        (date(2010, 3, 8), date(2010, 5, 31), [(20100308, 20100523)], []),
        (date(2010, 3, 8), date(2011, 8, 15), [(20100308, 20100323), (20102, 20112), (20110701, 20110801)], []),
        (date(2012, 1, 1), date(2012, 3, 31), [(20121, 20121)], []),
        (date(2009, 12, 23), date(2012, 1, 15), [(20091223, 20091223), (2010, 2011), (20120101, 20120101)], []),
        (date(2012, 3, 2), date(2012, 3, 23), [(20120316, 20120316)],
         [(date(2012, 3, 2), date(2012, 3, 15)), (date(2012, 3, 23), date(2012, 3, 23))]),
        (date(2012, 3, 3), date(2012, 3, 4), [], [(date(2012, 3, 3), date(2012, 3, 4))]),
        (date(2012, 3, 1), date(2012, 2, 28), [], []),
    ],
)  # fmt: skip
def test_days_become_as_few_ranges_as_the_calendar_allows(
    first: date, last: date, ranges: list[tuple[int, int]], odd: list[Days]
) -> None:
    found = pieces((first, last))
    assert (found.ranges, found.odd) == (ranges, odd)


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)) | st.sampled_from(BREAKS), st.integers(0, 2000))
def test_every_day_is_in_exactly_one_piece(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = pieces((first, last))
    for offset in range(-40, length + 40, 7):
        day = first + timedelta(days=offset)
        part = pieces((day, day)).ranges or [(_number(_begin(day)),) * 2]
        quarter = day.year * 10 + (day.month + 2) // 3
        hits = sum(low <= bucket <= high for low, high in found.ranges for bucket in (part[0][0], quarter, day.year))
        hits += sum(begin <= day <= end for begin, end in found.odd)
        assert hits == (first <= day <= last)
        whole = found.days is not None and found.days[0] <= day <= found.days[1]
        assert whole == (hits == 1 and not any(begin <= day <= end for begin, end in found.odd))


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)) | st.sampled_from(BREAKS), st.integers(0, 2000))
def test_steps_and_parts_cut_the_days_and_leave_none_out(first: date, length: int) -> None:
    days = first, first + timedelta(days=length)
    for cut_up in steps, parts:
        spans = cut_up(days)
        assert (spans[0][0], spans[-1][1]) == days
        assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(spans))
    assert all(len(pieces(span).ranges) + len(pieces(span).odd) == 1 for span in parts(days))
    assert steps((days[1], days[0])) == parts((days[1], days[0])) == [] or not length


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.dates(date(2009, 11, 1), date(2012, 2, 28))), max_size=8),
    st.dates(date(2009, 11, 1), date(2012, 2, 28)).map(lambda day: _begin(day)) | st.sampled_from(BREAKS),
    st.integers(0, 900),
)
def test_names_that_are_kept_once_a_bucket_answer_for_any_days(
    met: list[tuple[str, date]], first: date, length: int
) -> None:
    last = _begin(first + timedelta(days=length + 31)) - timedelta(days=1)
    kept: dict[tuple[int, str], int] = {}
    for name, day in met:
        part = _number(_begin(day))
        for bucket in (part, day.year, *(-_number(one) for one in BREAKS if day >= one)):
            kept[bucket, name] = min(part, kept.get((bucket, name), part))
    found = {
        name
        for low, high, upto in prefixes((first, last))
        for (bucket, name), part in kept.items()
        if low <= bucket <= high and part <= upto
    }
    assert found == {name for name, day in met if first <= day <= last}


def test_names_are_not_kept_for_odd_days() -> None:
    with pytest.raises(ValueError, match="less than a bucket"):
        prefixes((date(2012, 3, 2), date(2012, 3, 31)))


@pytest.mark.parametrize("kind", PeriodKind)
def test_a_period_of_any_kind_has_no_odd_days_nor_has_what_runs_to_its_end(kind: PeriodKind) -> None:
    for period in periods(kind, date(2010, 1, 1), date(2030, 12, 31)):
        for first in (period.first_day, date(period.last_day.year, 1, 1), *BREAKS):
            assert not pieces((first, period.last_day)).odd


def _number(day: date) -> int:
    return int(day.strftime("%Y%m%d"))


def _begin(day: date) -> date:
    """The first day of the part of a month that a day lies in, found by going back."""
    return max(day - timedelta(days=back) for back in range(31) if _begins(day - timedelta(days=back)))


def _begins(day: date) -> bool:
    return day.day in (1, 16, 23) or day in BREAKS
