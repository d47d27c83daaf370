"""Divisions: registered, and again only when something about them changes."""

from datetime import date

import pytest

from contracts.intake.region import RegionRegistered, RegisterRegion
from services.intake.region.decider import REGION
from tests.support.specs import given

COMMAND = RegisterRegion(code="320404", region_name="钟楼区", parent="3204", valid_from=date(2002, 4, 1))
REGISTERED = RegionRegistered(code="320404", name="钟楼区", parent="3204", valid_from=date(2002, 4, 1))


def test_a_division_is_registered() -> None:
    given(REGION).when(COMMAND).then(REGISTERED)


def test_the_same_again_is_nothing_new() -> None:
    given(REGION, REGISTERED).when(COMMAND).then()


def test_a_longer_spelling_of_its_code_is_the_same_division() -> None:
    longer = RegisterRegion(code="320404000000", region_name="钟楼区", parent="320400", valid_from=date(2002, 4, 1))
    assert REGION.stream(longer) == "region-320404"
    given(REGION, REGISTERED).when(longer).then()


@pytest.mark.parametrize(
    "change",
    [
        {"region_name": "新钟楼区"},
        {"parent": "32"},
        {"parent": None},
        {"valid_from": None},
        {"valid_to": date(2015, 4, 1)},
    ],
)
def test_a_change_is_registered_and_changed_back_too(change: dict[str, object]) -> None:
    changed = COMMAND.model_copy(update=change)
    [event] = given(REGION, REGISTERED).when(changed).events
    assert isinstance(event, RegionRegistered)
    assert event != REGISTERED
    given(REGION, REGISTERED, event).when(changed).then()
    given(REGION, REGISTERED, event).when(COMMAND).then(REGISTERED)


def test_a_division_is_not_its_own_parent() -> None:
    given(REGION).when(COMMAND.model_copy(update={"parent": "320404"})).then_refused("own-parent", "320404")


def test_a_division_does_not_end_before_it_begins() -> None:
    given(REGION).when(COMMAND.model_copy(update={"valid_to": date(2002, 3, 31)})).then_refused(
        "ends-before-it-begins", "320404"
    )
    same_day = COMMAND.model_copy(update={"valid_to": date(2002, 4, 1)})
    given(REGION).when(same_day).then(REGISTERED.model_copy(update={"valid_to": date(2002, 4, 1)}))
