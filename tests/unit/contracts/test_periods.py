"""Periods: where they begin and end, what they are called, when their forms are due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.language.explained import Explained
from contracts.language.periods import SHANGHAI, Period, PeriodKind, business_day, containing, parse_period, periods

HALF, TO_22, MONTH = PeriodKind.HALF_MONTH, PeriodKind.MONTH_TO_22, PeriodKind.CALENDAR_MONTH
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 1))
KINDS = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("kind", "text", "first", "last", "due"),
    [
        (HALF, "2010-03A", date(2010, 3, 1), date(2010, 3, 15), date(2010, 3, 16)),
        (HALF, "2010-03B", date(2010, 3, 16), date(2010, 3, 31), date(2010, 4, 1)),
        (HALF, "2010-02B", date(2010, 2, 16), date(2010, 2, 28), date(2010, 3, 1)),
        (HALF, "2012-02B", date(2012, 2, 16), date(2012, 2, 29), date(2012, 3, 1)),
        (HALF, "2010-12B", date(2010, 12, 16), date(2010, 12, 31), date(2011, 1, 1)),
        (TO_22, "2010-04", date(2010, 3, 23), date(2010, 4, 22), date(2010, 4, 23)),
        (TO_22, "2011-01", date(2010, 12, 23), date(2011, 1, 22), date(2011, 1, 23)),
        (TO_22, "2012-03", date(2012, 2, 23), date(2012, 3, 22), date(2012, 3, 23)),
        (MONTH, "2012-02", date(2012, 2, 1), date(2012, 2, 29), date(2012, 3, 1)),
        (PeriodKind.QUARTER, "2010-Q4", date(2010, 10, 1), date(2010, 12, 31), date(2011, 1, 1)),
        (PeriodKind.YEAR, "2010", date(2010, 1, 1), date(2010, 12, 31), date(2011, 1, 1)),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last_and_is_due_the_day_after(
    kind: PeriodKind, text: str, first: date, last: date, due: date
) -> None:
    period = parse_period(kind, text)
    assert (period.first_day, period.last_day, period.due(1)) == (first, last, due)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2010-03-15T23:59:59.999999", "2010-03A"),
        ("2010-03-16T00:00:00", "2010-03B"),
        ("2010-12-31T23:59:59.999", "2010-12B"),
        ("2011-01-01T00:00:00", "2011-01A"),
        ("2012-02-29T23:59:59", "2012-02B"),
    ],
)
def test_a_half_month_ends_at_midnight_in_shanghai(moment: str, text: str) -> None:
    when = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    assert str(containing(HALF, business_day(when))) == text
    assert str(containing(HALF, business_day(when.astimezone(UTC)))) == text


def test_the_22nd_belongs_to_its_month_and_the_23rd_to_the_next() -> None:
    assert str(containing(TO_22, date(2010, 4, 22))) == "2010-04"
    assert str(containing(TO_22, date(2010, 4, 23))) == "2010-05"
    assert str(containing(TO_22, date(2010, 12, 23))) == "2011-01"


def test_a_time_without_its_zone_has_no_business_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        business_day(datetime(2010, 3, 1))


@pytest.mark.parametrize(
    ("kind", "text", "example"),
    [
        (HALF, "2010-03", "2010-03A"),
        (HALF, "2010-13A", "2010-03A"),
        (HALF, "2010-03C", "2010-03A"),
        (HALF, " 2010-03A", "2010-03A"),
        (TO_22, "2010-03A", "2010-04"),
        (TO_22, "２０１０-04", "2010-04"),
        (PeriodKind.QUARTER, "2010-Q5", "2010-Q2"),
        (PeriodKind.YEAR, "10", "2010"),
    ],
)
def test_a_name_that_is_no_period_is_answered_with_the_right_form(kind: PeriodKind, text: str, example: str) -> None:
    with pytest.raises(Explained, match=example):
        parse_period(kind, text)


@given(KINDS, DAYS)
def test_every_day_lies_in_the_one_period_that_contains_it(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)
    assert day in period
    assert day not in period.next
    assert day not in period.previous


@given(KINDS, DAYS)
def test_neighbours_leave_no_gap(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)
    assert period.next.first_day == period.last_day + timedelta(days=1)
    assert period.next.previous == period


@given(KINDS, DAYS)
def test_a_name_reads_back_as_its_period(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)
    assert parse_period(kind, str(period)) == period


@given(KINDS, DAYS, st.integers(0, 400))
def test_periods_cover_the_days_in_order(kind: PeriodKind, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    covered: list[Period] = list(periods(kind, first, last))
    assert first in covered[0]
    assert last in covered[-1]
    assert covered == sorted(covered)
