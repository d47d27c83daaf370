"""Buckets of the cube: the pieces of time that sums are kept for (see the table `cube` in statistics/tables.sql)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from contracts.language.periods import PeriodKind, containing

Days = tuple[date, date]
"""First and last day, both included."""

BEGINS = (1, 16, 23)
"""Days of any month on which a period of some kind begins."""

BREAKS = (date(2010, 3, 8),)
"""Other days from which a form counts 累计. The function `part_of` of the view has the same BEGINS and BREAKS.

A form may count from any day: where that is none of these, its first days are less than a bucket, and counted from facts.
"""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Some days as whole buckets, and the `odd` days at either end that are less than one.

    `ranges` are first and last bucket of neighbours; `days` the first and last day of all of them, None without any.
    """

    ranges: Sequence[tuple[int, int]]
    days: Days | None
    odd: Sequence[Days]


@lru_cache(maxsize=1024)
def pieces(days: Days) -> Pieces:
    """Whole years as `2010`, quarters as `20101`, other parts of months as `20100316`, and what is left over."""
    first, last = days
    ranges: list[tuple[int, int]] = []
    odd: list[Days] = []
    whole: Days | None = None
    for bucket, begin, end in _buckets(first, last):
        if begin < first or end > last:
            odd.append((max(begin, first), min(end, last)))
            continue
        whole = (whole[0] if whole else begin, end)
        if ranges and len(str(ranges[-1][1])) == len(str(bucket)):
            ranges[-1] = (ranges[-1][0], bucket)
        else:
            ranges.append((bucket, bucket))
    return Pieces(ranges, whole, odd)


@lru_cache(maxsize=1024)
def prefixes(days: Days) -> Sequence[tuple[int, int, int]]:
    """The same days for names (see the table `seen`): first and last bucket, and the part up to which a name was first met.

    Of a year that begins with the days, one bucket however far they go into it; of all time since one of the BREAKS, one
    bucket altogether. ValueError for odd days, for which no bucket is kept.
    """
    first, last = days
    if pieces(days).odd:
        raise ValueError("less than a bucket")
    upto = _name(_part(last)[0])
    if first in BREAKS:
        return [(-_name(first), -_name(first), upto)]
    found: list[tuple[int, int, int]] = []
    while first <= last:
        year = containing(PeriodKind.YEAR, first)
        end = min(last, year.last_day)
        bucket = first.year if first == year.first_day else _name(first)
        found.append((bucket, bucket if bucket == first.year else _name(_part(end)[0]), upto))
        first = end + timedelta(days=1)
    return found


def steps(days: Days) -> Sequence[Days]:
    """The days cut where buckets of any size meet, in order: at most a few more than there are years."""
    return _within(days, ((begin, end) for _, begin, end in _buckets(*days)))


def parts(days: Days) -> Sequence[Days]:
    """The days cut where parts of months meet, in order."""
    return _within(days, _parts(*days))


def _within(days: Days, cut: Iterable[Days]) -> Sequence[Days]:
    return [(max(days[0], begin), min(days[1], end)) for begin, end in cut]


def _parts(first: date, last: date) -> Iterator[Days]:
    while first <= last:
        begin, end = _part(first)
        yield begin, end
        first = end + timedelta(days=1)


def _name(day: date) -> int:
    """The bucket that begins with a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def _buckets(first: date, last: date) -> Iterator[tuple[int, date, date]]:
    """The buckets that hold the days, with their first and last day: the largest that fit, in order."""
    day = first
    while day <= last:
        year, quarter = containing(PeriodKind.YEAR, day), containing(PeriodKind.QUARTER, day)
        if year.first_day == day and (end := year.last_day) <= last:
            yield day.year, day, end
        elif quarter.first_day == day and (end := quarter.last_day) <= last:
            yield day.year * 10 + (day.month + 2) // 3, day, end
        else:
            begin, end = _part(day)
            yield _name(begin), begin, end
        day = end + timedelta(days=1)


def _part(day: date) -> Days:
    """First and last day of the part of a month that holds the day."""
    begins = [day.replace(day=number) for number in BEGINS]
    begins += [broken for broken in BREAKS if (broken.year, broken.month) == (day.year, day.month)]
    begin = max(one for one in begins if one <= day)
    ends = [one - timedelta(days=1) for one in begins if one > day]
    return begin, min(ends, default=containing(PeriodKind.CALENDAR_MONTH, day).last_day)
