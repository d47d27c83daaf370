"""Returns: which unit owes which form, once."""

from datetime import UTC, date, datetime

import pytest

from contracts.reporting.returns import ExpectReturn, ReturnExpected
from services.chassis.decider import Refused
from services.reporting.forms.definition import Form
from services.reporting.returns.decider import RETURN
from services.reporting.returns.expected import expected_returns
from tests.support.forms import edition, form

AT = datetime(2010, 4, 1, tzinfo=UTC)
TOWNSHIP = ["32", "3204", "320404", "320404116"]
CAMPAIGN = {"valid_from": date(2010, 3, 1), "due_days_after": 1}
HALVES = form(name="halves", period="half-month", subtitle="(半月表)", **CAMPAIGN)
MONTHS = form(name="months", period="month-to-22", subtitle="(月报表)", receiver="区法律援助中心", **CAMPAIGN)
BOTH = (HALVES, MONTHS)


def expected(
    day: date = date(2010, 4, 2), path: list[str] = TOWNSHIP, forms: tuple[Form, ...] = BOTH
) -> list[ExpectReturn]:
    return expected_returns([(day, path)], forms, {"320404": "钟楼区"})


def given(*events: ReturnExpected) -> ReturnExpected | None:
    state = RETURN.initial
    for event in events:
        state = RETURN.evolve(state, event)
    return state


def test_a_fact_makes_its_district_owe_every_form() -> None:
    half_month, month = expected()
    assert (half_month.unit, half_month.form, half_month.period) == ("320404", "halves", "2010-04A")
    assert half_month.due == date(2010, 4, 16)
    assert half_month.title == "半月表（钟楼区 2010年4月上半月）"
    assert (month.unit, month.form, month.period) == ("320404", "months", "2010-04")
    assert (month.first_day, month.last_day, month.due) == (date(2010, 3, 23), date(2010, 4, 22), date(2010, 4, 23))
    assert month.receiver == "区法律援助中心"


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        (["44", "4420", "442000001"], "4420"),
        (["32", "3204", "320499400"], "3204"),
        (["32", "3204", "320404"], "320404"),
    ],
)
def test_where_there_is_no_county_the_city_owes_it(path: list[str], unit: str) -> None:
    assert {command.unit for command in expected(path=path)} == {unit}


def test_a_fact_of_a_province_makes_nothing_due() -> None:
    assert expected(path=["32"]) == []


def test_a_form_is_owed_only_while_it_is_in_force() -> None:
    ended = form(valid_from=date(2010, 3, 1), valid_to=date(2010, 12, 31))
    for day, is_owed in {
        date(2010, 2, 28): False,
        date(2010, 3, 1): True,
        date(2010, 12, 31): True,
        date(2011, 1, 1): False,
    }.items():
        assert bool(expected(day, forms=(ended,))) == is_owed


def test_a_return_is_told_as_the_edition_of_its_period_says() -> None:
    old = edition(valid_to=date(2011, 12, 31), subtitle="(旧表)", receiver="区局", due_days_after=1)
    new = edition(version=2, valid_from=date(2012, 1, 1), subtitle="(新表)", receiver="市局", due_days_after=5)
    before, after = (expected(day, forms=(Form((old, new)),))[0] for day in (date(2011, 12, 31), date(2012, 1, 1)))
    assert (before.title, before.receiver, before.due) == ("旧表（钟楼区 2011年12月）", "区局", date(2012, 1, 1))
    assert (after.title, after.receiver, after.due) == ("新表（钟楼区 2012年1月）", "市局", date(2012, 2, 5))


def test_between_two_editions_nothing_is_owed() -> None:
    gap = Form((edition(valid_to=date(2011, 12, 31)), edition(version=2, valid_from=date(2012, 3, 1))))
    assert expected(date(2012, 2, 29), forms=(gap,)) == []
    assert len(expected(date(2012, 3, 1), forms=(gap,))) == 1


def test_a_name_of_any_length_fits_in_the_title() -> None:
    commands = expected_returns([(date(2010, 4, 2), TOWNSHIP)], BOTH, {"320404": "区" * 200})
    assert all(len(command.title) <= 200 and command.period for command in commands) and len(commands) == 2


def test_many_facts_make_a_return_due_once() -> None:
    facts = [
        (date(2010, 4, day), path) for day in (2, 14, 16, 22, 23) for path in (TOWNSHIP, TOWNSHIP[:3], TOWNSHIP[:2])
    ]
    owed = [(c.unit, c.form, c.period) for c in expected_returns(facts, BOTH, {})]
    periods = {("halves", "2010-04A"), ("halves", "2010-04B"), ("months", "2010-04"), ("months", "2010-05")}
    assert sorted(owed) == sorted((unit, *period) for unit in ("3204", "320404") for period in periods)


def test_a_return_is_expected() -> None:
    command = expected()[0]
    assert RETURN.decide(given(), command, AT) == [ReturnExpected(**command.model_dump())]


def test_a_return_that_is_expected_is_not_expected_again() -> None:
    command = expected()[0]
    state = given(ReturnExpected(**command.model_dump()))
    assert RETURN.decide(state, command, AT) == []


def test_a_form_is_not_due_before_its_period_has_ended() -> None:
    command = expected()[0].model_copy(update={"due": date(2010, 4, 15)})
    refused = RETURN.decide(given(), command, AT)
    assert isinstance(refused, Refused)
    assert refused.code == "due-too-early"


def test_each_unit_form_and_period_is_a_return_of_its_own() -> None:
    commands = expected() + expected(date(2010, 4, 16)) + expected(path=["44", "4420"])
    streams = [RETURN.stream(command) for command in commands]
    assert len(set(streams)) == 5  # the month of 2 and 16 April is one
    assert "return-halves-320404-2010-04A" in streams
