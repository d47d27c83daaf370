"""The hash chain: a link covers everything about an event and its place; whatever is changed shows."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.wire.event import NewEvent, Recorded
from services.chassis.log.chain import GENESIS, link, micros

words = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), min_size=1, max_size=12)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
VALUES = {
    "position": st.integers(1, 2**62),
    "stream": words,
    "version": st.integers(1, 2**31 - 1),
    "event_id": st.uuids(),
    "type": words,
    "schema": st.integers(1, 2**15 - 1),
    "occurred_at": moments,
    "recorded_at": moments,
    "actor": words,
    "org": words,
    "region": words,
    "command_id": st.uuids(),
    "correlation_id": st.uuids(),
    "causation_id": st.uuids(),
    "data": words,
}
events = st.builds(Recorded, source=st.just("intake"), hash=st.just(b""), **VALUES)
changes = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))


def test_every_field_but_the_link_itself_and_the_log_it_is_in_can_be_changed_here() -> None:
    assert {field.name for field in fields(Recorded)} - set(VALUES) == {"source", "hash"}


@given(events, changes, st.binary(min_size=32, max_size=32))
def test_any_changed_field_changes_the_link(event: Recorded, change: tuple[str, object], before: bytes) -> None:
    name, value = change
    other = replace(event, **{name: value})
    assert (link(before, other) == link(before, event)) == (other == event)


@given(events, events)
def test_two_different_events_never_have_one_link(one: Recorded, other: Recorded) -> None:
    assert (link(GENESIS, one) == link(GENESIS, other)) == (one == other)


@given(events, st.binary(min_size=32, max_size=32))
def test_a_link_covers_the_one_before_it(event: Recorded, before: bytes) -> None:
    assert (link(before, event) == link(GENESIS, event)) == (before == GENESIS)


@given(words.filter(lambda word: len(word) > 1), st.integers(1, 11))
def test_text_moved_from_one_field_to_the_next_changes_the_link(word: str, at: int) -> None:
    cut = min(at, len(word) - 1)
    ids = UUID(int=1)
    noon = datetime(2010, 3, 18, tzinfo=UTC)
    new = NewEvent("counter-a", 1, ids, "counted", 1, noon, "a", word, "r", ids, ids, ids, "{}")
    event = new.placed(1, noon, "intake")
    assert link(GENESIS, event) != link(GENESIS, replace(event, org=word[:cut], region=word[cut:] + "r"))


@given(moments, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_microseconds_are_exact(moment: datetime, more: timedelta) -> None:
    assert micros(moment + more) - micros(moment) == round(more / timedelta(microseconds=1))
