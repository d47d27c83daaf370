"""Form definitions: read once, and errors that name the file and the key."""

from datetime import date
from pathlib import Path

import pytest

from contracts.language.periods import PeriodKind, parse_period
from services.reporting.forms.definition import FormError, read_form, read_forms, shipped_forms

SMALL = """
name = "small"
version = 1
valid_from = 2010-01-01
title = "小表"
item = "项目"
receiver = "区局"
period = "calendar-month"
due_days_after = 3
columns = [{ name = "数量" }]
rows = [{ name = "培训", measure = "pair", matters = ["training"] }]
"""


def written(folder: Path, text: str, name: str = "small.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ('matters = ["training"]', 'matters = ["trainings"]', "rows.0.matters.0"),
        ('measure = "pair"', 'measure = "pairs"', "rows.0.measure"),
        ('period = "calendar-month"', 'period = "fortnight"', "period"),
        ('name = "数量"', 'name = "数量", provider = "lawyer"', "columns.0.provider"),
        ("due_days_after = 3", "", "due_days_after"),
        ('measure = "pair"', 'measure = "ratio"', "rows.0"),
        ("version = 1", "version = ", "small.toml"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, right: str, wrong: str, key: str) -> None:
    path = written(tmp_path, SMALL.replace(right, wrong))
    with pytest.raises(FormError, match=r"small\.toml") as error:
        read_form(path)
    assert key in str(error.value)


def test_two_files_cannot_hold_the_same_form(tmp_path: Path) -> None:
    with pytest.raises(FormError, match=r"other\.toml"):
        read_forms([written(tmp_path, SMALL, "first.toml"), written(tmp_path, SMALL, "other.toml")])


def test_a_row_answers_to_one_name_only(tmp_path: Path) -> None:
    twice = SMALL.replace("rows = [", 'rows = [{ name = "培训", measure = "events", matters = ["slogan"] }, ')
    with pytest.raises(FormError, match="same name"):
        read_form(written(tmp_path, twice))


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("2010-03A", date(2010, 3, 8)),
        ("2010-03B", date(2010, 3, 8)),
        ("2011-02A", date(2010, 3, 8)),
        ("2010-02B", date(2010, 1, 1)),
    ],
)
def test_a_running_total_begins_with_the_campaign_or_before_it_with_the_year(period: str, first: date) -> None:
    form = shipped_forms()["half-month"]
    running = next(column for column in form.columns if column.cumulative)
    days = form.days(running, parse_period(PeriodKind.HALF_MONTH, period))
    assert days[0] == first
