"""Editions of a form stand side by side: each period is filled in one of them, and files that do not fit say what to do."""

from datetime import date
from pathlib import Path

import pytest

from contracts.language.periods import PeriodKind, parse_period
from services.reporting.forms.definition import Form
from services.reporting.forms.reading import FormError, read_forms
from services.reporting.tables.api import summary
from tests.support.forms import edition

FIRST = """
name = "small"
version = 1
valid_from = 2010-03-10
valid_to = 2011-12-31
title = "小表"
item = "项目"
receiver = "区局"
period = "calendar-month"
due_days_after = 3
columns = [{ name = "数量" }]
rows = [{ name = "培训", measure = "pair", matters = ["training"] }]
"""
SECOND = (
    FIRST.replace("version = 1", "version = 2")
    .replace("valid_from = 2010-03-10\nvalid_to = 2011-12-31", "valid_from = 2012-01-01")
    .replace("小表", "新小表")
)
OTHER = FIRST.replace('"small"', '"another"').replace("valid_from = 2010-03-10", "valid_from = 2011-01-01")

THREE = Form(
    (
        edition(version=1, valid_from=date(2010, 3, 10), valid_to=date(2011, 12, 31)),
        edition(version=2, valid_from=date(2012, 1, 1), valid_to=date(2012, 6, 30), title="新小表"),
        edition(version=3, valid_from=date(2013, 1, 1), valid_to=date(2013, 12, 31)),
    )
)


def read(folder: Path, **texts: str) -> dict[str, Form]:
    """The forms in files of these names, `small-2.toml` given as `small_2`."""
    paths = [folder / f"{name.replace('_', '-')}.toml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return dict(read_forms(paths))


def test_files_with_one_name_hold_the_editions_of_one_form(tmp_path: Path) -> None:
    forms = read(tmp_path, small=FIRST, small_2=SECOND)
    assert [(name, [one.version for one in form.editions]) for name, form in forms.items()] == [("small", [1, 2])]


def test_a_form_stands_behind_those_that_came_into_force_before_it(tmp_path: Path) -> None:
    assert list(read(tmp_path, another=OTHER, small=FIRST, small_2=SECOND)) == ["small", "another"]


@pytest.mark.parametrize(
    ("period", "version"),
    [
        ("2009-12", 1),  # before there was a form
        ("2010-03", 1),  # begun within a period
        ("2011-12", 1),
        ("2012-01", 2),
        ("2012-06", 2),
        ("2012-07", 2),  # the gap before the third
        ("2012-12", 2),
        ("2013-01", 3),
        ("2020-01", 3),  # after the end
    ],
)
def test_a_period_is_filled_in_the_last_edition_that_had_begun(period: str, version: int) -> None:
    chosen = parse_period(PeriodKind.CALENDAR_MONTH, period)
    assert THREE.edition_for(chosen).version == version
    assert THREE.edition_on(chosen.first_day) is THREE.edition_on(chosen.last_day) is THREE.edition_for(chosen)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        pytest.param(
            FIRST.replace("valid_to = 2011-12-31\n", ""), SECOND,
            "small-2.toml: valid_from: small.toml is still in force on this day: write valid_to = 2011-12-31 in small.toml",
            id="the first does not end",
        ),
        pytest.param(
            FIRST.replace("2011-12-31", "2012-01-01"), SECOND,
            "small-2.toml: valid_from: small.toml is still in force on this day: write valid_to = 2011-12-31 in small.toml",
            id="a day in both",
        ),
        pytest.param(
            FIRST, FIRST.replace("version = 1", "version = 2"),
            "small-2.toml: valid_from: small.toml begins on the same day: write here the first day of the new edition",
            id="the same days",
        ),
        pytest.param(
            FIRST, SECOND.replace("2012-01-01", "2012-01-16"),
            "small-2.toml: valid_from: lies within the period 2012-01, and an edition that follows another (small.toml) "
            "begins with a period: write 2012-01-01 or 2012-02-01",
            id="a change within a period",
        ),
        pytest.param(
            FIRST, SECOND.replace("version = 2", "version = 1"),
            "small-2.toml: version: the edition before, in small.toml, is version 1: write 2",
            id="equal versions",
        ),
        pytest.param(
            FIRST.replace("version = 1", "version = 2"), SECOND.replace("version = 2", "version = 1"),
            "small-2.toml: version: the edition before, in small.toml, is version 2: write 3",
            id="versions against the order of time",
        ),
        pytest.param(
            FIRST, SECOND.replace("calendar-month", "quarter"),
            "small-2.toml: period: small.toml has 'calendar-month', and editions of one form do not differ in it: "
            "give this one another name",
            id="periods of another kind",
        ),
    ],
)  # fmt: skip
def test_editions_that_do_not_fit_are_named_by_both_files_with_what_to_do(
    tmp_path: Path, first: str, second: str, said: str
) -> None:
    with pytest.raises(FormError) as error:
        read(tmp_path, small=first, small_2=second)
    assert said in str(error.value)


def test_a_copy_that_was_not_changed_is_told_everything_at_once(tmp_path: Path) -> None:
    with pytest.raises(FormError) as error:
        read(tmp_path, petition=FIRST, small=FIRST)
    version, begins = str(error.value).splitlines()
    assert "version" in version and "write 2" in version
    assert "another name" in begins


@pytest.mark.parametrize(("day", "version"), [(date(2011, 12, 31), 1), (date(2012, 1, 1), 2)])
def test_the_list_of_forms_shows_the_edition_of_today_and_names_all(day: date, version: int) -> None:
    shown = summary(THREE, day)
    assert (shown.version, shown.title) == (version, "小表" if version == 1 else "新小表")
    assert shown.current_period == f"{day:%Y-%m}"
    assert [(one.version, one.valid_from, one.valid_to) for one in shown.editions] == [
        (1, date(2010, 3, 10), date(2011, 12, 31)),
        (2, date(2012, 1, 1), date(2012, 6, 30)),
        (3, date(2013, 1, 1), date(2013, 12, 31)),
    ]
