"""Which returns follow from a fact: its county-level unit owes every form in force, for the period the fact lies in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.periods import containing
from contracts.reporting.v1 import ExpectReturn
from services.reporting.forms.definition import Form

COUNTY, CITY = 6, 4
"""Digits of a county-level code and of a city's (GB/T 2260)."""


def expected_returns(
    day: date, path: Sequence[str], forms: Iterable[Form], names: Mapping[str, str]
) -> list[ExpectReturn]:
    """The returns that a fact on a Shanghai day makes due.

    `path` are the fact's division and its superiors by the register, topmost first; `names` what divisions are called.
    The notice of the campaign has the county-level bureau report; where a city has no counties (中山) the city does. A
    fact above that makes none due.
    """
    unit = county_of(path)
    if unit is None:
        return []
    return [_expected(form, unit, names.get(unit, unit), day) for form in forms if form.in_force(day)]


def county_of(path: Sequence[str]) -> str | None:
    """The county-level division on the path, or else the city."""
    for digits in (COUNTY, CITY):
        for code in path:
            if len(code) == digits:
                return code
    return None


def _expected(form: Form, unit: str, unit_name: str, day: date) -> ExpectReturn:
    period = containing(form.period, day)
    return ExpectReturn(
        form=form.name,
        title=f"{form.subtitle.strip('()（）') or form.title}（{unit_name} {period.name}）",
        period=str(period),
        unit=unit,
        first_day=period.first_day,
        last_day=period.last_day,
        due=period.due(form.due_days_after),
        receiver=form.receiver,
    )
