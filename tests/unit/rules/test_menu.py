"""What is promised about the menu: every page belongs to one entry of it at most, and says so."""

import pytest

from services.chassis.pages.site import entry_of
from services.rules.menu import menu


def test_no_two_entries_lead_to_the_same_page_or_have_the_same_name() -> None:
    entries = menu().entries
    assert len({entry.path for entry in entries}) == len({entry.name for entry in entries}) == len(entries)


@pytest.mark.parametrize(("path", "entry"), [
    ("/", "/"),
    ("/board", "/board"),
    ("/board/half-month/320404/2010-03B", "/board"),
    ("/tasks/nowhere", "/tasks"),
    ("/boards", None),
])  # fmt: skip
def test_a_page_belongs_to_the_entry_with_the_longest_path_above_it(path: str, entry: str | None) -> None:
    found = entry_of(menu(), path)
    assert (found and found.path) == entry
