"""What is promised about made-up ledgers: the same seed gives the same ledger, and every entry of it is a good one."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from contracts.language.codes import Matter, Provider
from services.chassis.sheets.table import Row
from services.intake.ledger.entries import Entry, read_entry
from services.intake.ledger.file import COLUMNS
from services.intake.ledger.sample import generate, towns_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_same_seed_gives_the_same_ledger_and_another_seed_another() -> None:
    assert list(generate(1, 200)) == list(generate(1, 200))
    assert list(generate(1, 200)) != list(generate(2, 200))


def test_every_entry_is_taken_and_has_a_number_of_its_own() -> None:
    entries = list(generate(3, 3000))
    assert len({entry["编号"] for entry in entries}) == 3000
    for line, entry in enumerate(entries, 2):
        assert isinstance(read_entry(Row(line, tuple(entry[name] for name in COLUMNS), line), NOW), Entry)


def test_it_holds_what_makes_the_tables_hard() -> None:
    entries = list(generate(4, 6000))
    assert {entry["事项"] for entry in entries} == {matter.label for matter in Matter}
    assert {Provider.MEDIATOR.label, Provider.OFFICER.label} < {entry["人员类别"] for entry in entries}
    clocks = Counter(entry["时间"] for entry in entries)
    assert min(clocks["00:00"], clocks["23:59"]) > 100
    assert any(entry["群体性"] == "是" for entry in entries)
    assert any(entry["金额"].endswith((".05", ".99")) for entry in entries)


@pytest.mark.parametrize("district", ["320404", "4420", "320321"])
def test_it_lies_in_the_district_and_period_asked_for(district: str) -> None:
    for entry in generate(5, 100, district=district, first=date(2014, 1, 1), last=date(2014, 1, 31)):
        assert entry["地区"] in towns_of(district)
        assert entry["日期"].startswith("2014-01-")
