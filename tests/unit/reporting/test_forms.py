"""A form's file: what is wrong with it is said by file and key. And the files that are shipped."""

from datetime import date
from pathlib import Path

import pytest

from contracts.language.periods import PeriodKind, parse_period
from services.reporting.forms.reading import FOLDER, FormError, read_edition, shipped_forms
from tests.support.forms import edition

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


def written(folder: Path, text: str) -> Path:
    path = folder / "small.toml"
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
        ("version = 1", "version = 1\nvalid_to = 2009-12-31", "valid_to"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, right: str, wrong: str, key: str) -> None:
    path = written(tmp_path, SMALL.replace(right, wrong))
    with pytest.raises(FormError, match=r"small\.toml") as error:
        read_edition(path)
    assert key in str(error.value)


def test_a_value_that_is_none_of_the_choices_is_answered_with_the_choices(tmp_path: Path) -> None:
    with pytest.raises(FormError, match=r"period: .*'calendar-month'.*'quarter'"):
        read_edition(written(tmp_path, SMALL.replace("calendar-month", "fortnight")))


def test_a_row_answers_to_one_name_only(tmp_path: Path) -> None:
    twice = SMALL.replace("rows = [", 'rows = [{ name = "培训", measure = "events", matters = ["slogan"] }, ')
    with pytest.raises(FormError, match="same name"):
        read_edition(written(tmp_path, twice))


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
    campaign = edition(
        period="half-month", cumulative_from=date(2010, 3, 8), columns=[{"name": "累计", "cumulative": True}]
    )
    assert campaign.days(campaign.columns[0], parse_period(PeriodKind.HALF_MONTH, period))[0] == first


def test_every_shipped_file_is_an_edition_of_a_form() -> None:
    files = sorted(FOLDER.glob("*.toml"))
    assert sum(len(form.editions) for form in shipped_forms().values()) == len(files) > 0


def test_the_forms_of_the_campaign_have_the_rows_of_their_source_documents() -> None:
    half_month, month = (shipped_forms()[name].edition_on(date(2010, 4, 1)) for name in ("half-month", "month"))
    assert (len(half_month.rows), len(month.rows)) == (16, 19)
    assert [c.name for c in half_month.shown(optional=False)] == ["律师", "公证", "基层法律服务工作者", "累计"]
    assert any("注册法律援助志愿" in row.aliases for row in month.rows)
