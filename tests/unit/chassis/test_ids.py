"""Identifiers: time-ordered ones, and ones that come out the same twice."""

from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import ids

nanoseconds = st.integers(0, (1 << 48) * 1_000_000 - 1)


def made_at(moment: int) -> UUID:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids.time, "time_ns", lambda: moment)
        return ids.uuid7()


@given(nanoseconds)
def test_it_is_a_version_7_uuid_of_its_millisecond(moment: int) -> None:
    made = made_at(moment)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == moment // 1_000_000


@given(nanoseconds, nanoseconds)
def test_the_later_one_sorts_behind_as_number_and_as_text(one: int, other: int) -> None:
    early, late = sorted((one, other))
    if early // 1_000_000 == late // 1_000_000:
        return
    assert made_at(early) < made_at(late)
    assert str(made_at(early)) < str(made_at(late))


def test_two_of_one_moment_differ() -> None:
    assert len({made_at(1_268_884_800_000_000_000) for _ in range(10_000)}) == 10_000


@given(st.lists(st.text(max_size=8), min_size=1, max_size=4), st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_derived_ids_are_the_same_for_the_same_parts_alone(one: list[str], other: list[str]) -> None:
    assert ids.derived(*one) == ids.derived(*one)
    if "\x1f" not in "".join(one + other):
        assert (ids.derived(*one) == ids.derived(*other)) == (one == other)


def test_a_derived_id_never_changes_from_one_version_to_the_next() -> None:
    assert ids.derived("referral", UUID(int=1), 0) == UUID("a128ede4-211f-5c6c-ba71-1633b35a45b9")
