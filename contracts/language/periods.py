"""The one place that knows what a business day and a reporting period are.

Days are Asia/Shanghai days of the business time. A period is a run of whole days: it begins with its first day
at 00:00 and ends before the day after its last one. Sources of the two odd kinds: the notice of the campaign,
appendix 1 (half a month) and appendix 2 (the month to the 22nd).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contracts.language.explained import Explained

SHANGHAI = ZoneInfo("Asia/Shanghai")


def business_day(moment: datetime) -> date:
    """The Shanghai day of `moment`; ValueError for a time without its zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone has no business day")
    return moment.astimezone(SHANGHAI).date()


class PeriodKind(StrEnum):
    """How a form cuts time."""

    HALF_MONTH = "half-month"
    """Day 1 to 15 (A), day 16 to the month's end (B)."""
    MONTH_TO_22 = "month-to-22"
    """The 23rd of the month before to the 22nd."""
    CALENDAR_MONTH = "calendar-month"
    QUARTER = "quarter"
    YEAR = "year"


_YEAR = r"(?P<year>[12]\d{3})"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_FORMS: dict[PeriodKind, tuple[re.Pattern[str], str]] = {
    PeriodKind.HALF_MONTH: (
        re.compile(f"{_YEAR}-{_MONTH}(?P<part>[AB])"),
        "2010-03A（3月1日至15日）或 2010-03B（3月16日至月底）",
    ),
    PeriodKind.MONTH_TO_22: (re.compile(f"{_YEAR}-{_MONTH}"), "2010-04（3月23日至4月22日）"),
    PeriodKind.CALENDAR_MONTH: (re.compile(f"{_YEAR}-{_MONTH}"), "2010-04（4月1日至30日）"),
    PeriodKind.QUARTER: (re.compile(f"{_YEAR}-Q(?P<part>[1-4])"), "2010-Q2（4月至6月）"),
    PeriodKind.YEAR: (re.compile(_YEAR), "2010（全年）"),
}
_PER_YEAR = {
    PeriodKind.HALF_MONTH: 24,
    PeriodKind.MONTH_TO_22: 12,
    PeriodKind.CALENDAR_MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.YEAR: 1,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The `ordinal`-th period of its kind, counted from the year 0: the next period has the next ordinal."""

    kind: PeriodKind
    ordinal: int

    def __str__(self) -> str:
        year, place = divmod(self.ordinal, _PER_YEAR[self.kind])
        match self.kind:
            case PeriodKind.HALF_MONTH:
                return f"{year:04}-{place // 2 + 1:02}{'AB'[place % 2]}"
            case PeriodKind.QUARTER:
                return f"{year:04}-Q{place + 1}"
            case PeriodKind.YEAR:
                return f"{year:04}"
            case _:
                return f"{year:04}-{place + 1:02}"

    @property
    def first_day(self) -> date:
        """Its first Shanghai day."""
        year, place = divmod(self.ordinal, _PER_YEAR[self.kind])
        match self.kind:
            case PeriodKind.HALF_MONTH:
                return date(year, place // 2 + 1, 1 if place % 2 == 0 else 16)
            case PeriodKind.MONTH_TO_22:
                return date(year, place, 23) if place else date(year - 1, 12, 23)
            case PeriodKind.CALENDAR_MONTH:
                return date(year, place + 1, 1)
            case PeriodKind.QUARTER:
                return date(year, place * 3 + 1, 1)
            case PeriodKind.YEAR:
                return date(year, 1, 1)

    @property
    def last_day(self) -> date:
        """Its last Shanghai day, included."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Period":
        return Period(self.kind, self.ordinal + 1)

    @property
    def previous(self) -> "Period":
        return Period(self.kind, self.ordinal - 1)

    def due(self, days_after: int) -> date:
        """The day on which its form is due: so many days after its last day."""
        return self.last_day + timedelta(days=days_after)

    @property
    def name(self) -> str:
        """What people call it: `2010年3月上半月`, `2010年4月`, `2010年第2季度`, `2010年全年`."""
        return f"{str(self)[:4]}年{self.part}"

    @property
    def part(self) -> str:
        """Which part of its year it is: `3月上半月`, `4月`, `第2季度`, `全年`."""
        text = str(self)
        match self.kind:
            case PeriodKind.HALF_MONTH:
                return f"{int(text[5:7])}月{'上' if text.endswith('A') else '下'}半月"
            case PeriodKind.QUARTER:
                return f"第{text[-1]}季度"
            case PeriodKind.YEAR:
                return "全年"
            case _:
                return f"{int(text[5:7])}月"

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def parse_period(kind: PeriodKind, text: str) -> Period:
    """The period that `text` names, `2010-03A` for a half month; Explained with the right form."""
    pattern, example = _FORMS[kind]
    match = pattern.fullmatch(text)
    if match is None:
        raise Explained(f"期次应写成 {example}")
    parts = match.groupdict()
    place = int(parts["month"]) - 1 if "month" in parts else 0
    if kind is PeriodKind.HALF_MONTH:
        place = place * 2 + "AB".index(parts["part"])
    elif kind is PeriodKind.QUARTER:
        place = int(parts["part"]) - 1
    return Period(kind, int(parts["year"]) * _PER_YEAR[kind] + place)


def containing(kind: PeriodKind, day: date) -> Period:
    """The one period of `kind` in which `day` lies."""
    place = {
        PeriodKind.HALF_MONTH: (day.month - 1) * 2 + (day.day > 15),
        PeriodKind.MONTH_TO_22: day.month - 1 + (day.day > 22),
        PeriodKind.CALENDAR_MONTH: day.month - 1,
        PeriodKind.QUARTER: (day.month - 1) // 3,
        PeriodKind.YEAR: 0,
    }[kind]
    return Period(kind, day.year * _PER_YEAR[kind] + place)


def periods(kind: PeriodKind, first: date, last: date) -> Iterator[Period]:
    """Every period of `kind` that has a day between `first` and `last`, both included, in order of time."""
    period = containing(kind, first)
    while period.first_day <= last:
        yield period
        period = period.next
