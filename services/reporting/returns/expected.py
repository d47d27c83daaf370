"""Which returns follow from facts: a fact's county-level unit owes every form in force, for the period it lies in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from contracts.language.periods import Period, containing
from contracts.reporting.returns import ExpectReturn
from services.reporting.forms.definition import Edition, Form

COUNTY, CITY = 6, 4
"""Digits of a county-level code and of a city's (GB/T 2260)."""
LONGEST_NAME = 100
"""Characters of a name in a title, which may have two hundred in all, as a name itself may."""


def expected_returns(
    facts: Iterable[tuple[date, Sequence[str]]], forms: Collection[Form], names: Mapping[str, str]
) -> list[ExpectReturn]:
    """The returns that facts make due, each once.

    A fact is its Shanghai day and its path: its division and the superiors of that by the register, topmost first. `names`
    are what divisions are called. The notice of the campaign has the county-level bureau report; where a city has no
    counties (中山) the city does. A fact above that makes none due. Title, receiver and due day are those of the edition in
    which the period is filled.
    """
    units = dict.fromkeys((unit, day) for day, path in facts if (unit := county_of(path)))
    owed = {
        (form.name, unit, containing(form.period, day)): edition
        for unit, day in units
        for form in forms
        if (edition := form.edition_on(day)).in_force(day)
    }
    return [_expected(edition, unit, names.get(unit, unit), period) for (_, unit, period), edition in owed.items()]


def county_of(path: Sequence[str]) -> str | None:
    """The county-level division on the path, or else the city."""
    for digits in (COUNTY, CITY):
        for code in path:
            if len(code) == digits:
                return code
    return None


def _expected(edition: Edition, unit: str, unit_name: str, period: Period) -> ExpectReturn:
    return ExpectReturn(
        form=edition.name,
        title=f"{edition.subtitle.strip('()（）') or edition.title}（{unit_name[:LONGEST_NAME]} {period.name}）",
        period=str(period),
        unit=unit,
        first_day=period.first_day,
        last_day=period.last_day,
        due=period.due(edition.due_days_after),
        receiver=edition.receiver,
    )
