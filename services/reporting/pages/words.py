"""How pages say things: days, periods, what a cell counts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from contracts.language.money import yuan
from contracts.language.periods import Period
from services.chassis.clock import today
from services.chassis.pages.words import day
from services.reporting.forms.definition import Column, Edition, Filter, Measure, Row


def days(first: date, last: date) -> str:
    """`2010年3月23日至4月22日`: what both have in common is said once."""
    if first.year != last.year:
        return f"{day(first)}至{day(last)}"
    if first.month != last.month:
        return f"{day(first)}至{last.month}月{last.day}日"
    return f"{day(first)}至{last.day}日"


def part_days(period: Period) -> str:
    """Its days without the year: `3月1日—15日`, `3月23日—4月22日`."""
    first, last = period.first_day, period.last_day
    tail = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{first.month}月{first.day}日—{tail}"


def form_name(form: Edition) -> str:
    """A form's short name: what its subtitle says in brackets, or its title."""
    return form.subtitle.strip("()（）") or form.title


def rule(form: Edition, row: Row, column: Column, period: Period) -> str:
    """What a cell counts, in one sentence."""
    providers = "、".join(one.label for one in column.providers) or "各类人员"
    span = days(*form.days(column, period))
    return f"{span}，{providers}的{_facts(row)}，{_measured(row)}。"


def amount(measure: Measure, values: Sequence[int]) -> str:
    """What facts add to a cell, in the smallest unit, so that nothing is lost to rounding: money in 元."""
    return yuan(values[0]) if measure is Measure.MONEY else "/".join(map(str, values))


def _facts(chosen: Filter) -> str:
    matters = "、".join(f"「{one.label}」" for one in chosen.matters)
    channels = f"（渠道：{'、'.join(one.label for one in chosen.channels)}）" if chosen.channels else ""
    grouped = {None: "", True: "（只数群体性的）", False: "（不数群体性的）"}[chosen.grouped]
    return f"{matters}{channels}{grouped}"


def _measured(row: Row) -> str:
    match row.measure:
        case Measure.QUANTITY:
            return "各条登记的数量相加"
        case Measure.EVENTS:
            return "每条登记计一次"
        case Measure.SUBJECTS:
            return "按对象去重，同一对象只计一次"
        case Measure.WORKERS:
            return "按人员去重，同一人只计一次"
        case Measure.PAIR:
            return "数量与人数分别相加，写成“数量/人数”"
        case Measure.MONEY:
            return "金额按分相加，折成万元，保留两位小数（四舍六入五成双）"
        case Measure.RATIO:
            assert row.of is not None  # a ratio has a whole: the form's definition sees to it
            return f"占{_facts(row.of)}的百分比"


# How the services are called where an event says which log it is from.
SOURCES = {"intake": "受理登记", "casework": "案件办理"}

WORDS: Mapping[str, Any] = {
    "days": days,
    "today": today,
    "form_name": form_name,
    "amount": amount,
    "sources": SOURCES,
}
