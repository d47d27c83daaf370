"""The judge itself on trial: a check that cannot fail proves nothing, so every kind of wrong is put before it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.check import Verdict, judge
from tests.chaos.observed import Event, Observed, files_with
from tests.chaos.record import Book, Intent
from tests.chaos.schedule import BASIC, COST, SLICE_PAUSE, SLICE_SECONDS, SLICE_SEED, draw

Doctor = Callable[[Book, Observed], None]


def _event(position: int, stream: str, type_: str, command_id: str, version: int = 1, about: str = "") -> Event:
    return Event(position, stream, version, f"event-{command_id}", type_, command_id, "chaos-a", about)


def _sound(path: Path) -> tuple[Book, Observed]:
    """A book and a stack that agree: a consultation, an aid case with its case and visit, a granted application."""
    book = Book(path / "a.jsonl")
    rows = [
        ("c1", "record-consultation", "consultation-1", "consultation", "consultation-recorded", 1),
        ("c2", "record-activity", "activity-2", "aid-case", "aid-case-reported", 1),
        ("c3", "receive-application", "application-3", None, "application-received", 1),
        ("c4", "grant-application", "application-3", None, "application-granted", 2),
    ]
    intake = []
    for n, (command_id, command, stream, matter, type_, version) in enumerate(rows, 1):
        book.intend(Intent("a", n, command_id, "http", command, stream, matter, 5 if matter else 0))
        book.answered(command_id, "accepted", n, None)
        intake.append(_event(n, stream, type_, command_id, version))
    for command_id, status, position in (("r1", "accepted", 5), ("r2", "refused", None)):
        book.intend(
            Intent("a", 9, command_id, "http", "record-consultation", "consultation-9", "consultation", 1, "race")
        )
        book.answered(command_id, status, position, None)
    intake.append(_event(5, "consultation-9", "consultation-recorded", "r1"))
    casework = [_event(1, "case-2", "case-registered", "p1"), _event(2, "case-3", "case-opened", "p2")]
    notify = [_event(1, "task-1", "task-opened", "p3", about="case-2")]
    events: dict[str, list[Event]] = {"intake": intake, "casework": casework, "reporting": [], "notify": notify}
    messages = {service: [(event.position, event.event_id) for event in found] for service, found in events.items()}
    return book, Observed(events, messages, dict.fromkeys(events, 0), {"consultation": 6, "aid-case": 5})


def _judged(path: Path, doctor: Doctor) -> Verdict:
    book, observed = _sound(path)
    doctor(book, observed)
    return judge([book], observed, bus_may_forget=False)


def test_what_agrees_is_found_to_agree(tmp_path: Path) -> None:
    verdict = _judged(tmp_path, lambda book, observed: None)
    assert dict(verdict.wrong) == {}
    assert verdict.acknowledged == 6


def _drop(service: str, index: int) -> Doctor:
    def doctor(_: Book, observed: Observed) -> None:
        del observed.events[service][index]
        del observed.messages[service][index]

    return doctor


def _again(service: str, index: int) -> Doctor:
    """The same event once more at the end of the log and of the stream."""

    def doctor(_: Book, observed: Observed) -> None:
        last = len(observed.events[service]) + 1
        twin = replace(observed.events[service][index], position=last, version=9, event_id="twin")
        observed.events[service].append(twin)
        observed.messages[service].append((last, "twin"))

    return doctor


def _swap(book: Book, observed: Observed) -> None:
    """Two events of one client change places; each answer goes with its event."""
    first, second = observed.events["intake"][:2]
    observed.events["intake"][:2] = [replace(second, position=1), replace(first, position=2)]
    book.entries["c1"].position, book.entries["c2"].position = 2, 1


def _swap_versions(_: Book, observed: Observed) -> None:
    events = observed.events["intake"]
    events[2], events[3] = replace(events[2], version=2), replace(events[3], version=1)


def _hole(_: Book, observed: Observed) -> None:
    observed.events["intake"][-1] = replace(observed.events["intake"][-1], position=6)


def _message_lost(_: Book, observed: Observed) -> None:
    del observed.messages["intake"][1]


def _messages_swapped(_: Book, observed: Observed) -> None:
    messages = observed.messages["intake"]
    messages[0], messages[1] = (1, messages[1][1]), (2, messages[0][1])


def _message_doubled(_: Book, observed: Observed) -> None:
    observed.messages["intake"].append((6, observed.messages["intake"][0][1]))


def _figure(_: Book, observed: Observed) -> None:
    assert observed.facts is not None
    observed.facts["consultation"] += 1


def _stranger(_: Book, observed: Observed) -> None:
    observed.events["intake"].append(_event(6, "consultation-x", "consultation-recorded", "x"))
    observed.messages["intake"].append((6, "event-x"))


def _both_win(book: Book, observed: Observed) -> None:
    book.entries["r2"].status, book.entries["r2"].position = "accepted", 6
    observed.events["intake"].append(_event(6, "consultation-9", "consultation-recorded", "r2", 2))
    observed.messages["intake"].append((6, "event-r2"))


def _refused_but_there(book: Book, _: Observed) -> None:
    book.entries["c1"].status = "refused"


def _refused(book: Book, observed: Observed) -> None:
    book.entries["r1"].intent = replace(book.entries["r1"].intent, rival=None)
    book.entries["r1"].status = "refused"
    observed.events["intake"].pop()
    observed.messages["intake"].pop()


def _elsewhere(book: Book, _: Observed) -> None:
    book.entries["c1"].position = 4


def _unanswered(book: Book, _: Observed) -> None:
    book.entries["c1"].status = None


def _forgotten_by_the_bus(book: Book, _: Observed) -> None:
    book.entries["c1"].vanished = 1


def _another_answer(book: Book, _: Observed) -> None:
    book.answered("c1", "refused", None, "already-recorded")


def _parked(_: Book, observed: Observed) -> None:
    observed.parked["casework"] = 1


@pytest.mark.parametrize(
    ("doctor", "kind"),
    [
        (_drop("intake", 0), "lost"),
        (_drop("intake", -1), "lost"),
        (_drop("casework", 0), "lost"),
        (_drop("casework", 1), "lost"),
        (_drop("notify", 0), "lost"),
        (_elsewhere, "lost"),
        (_message_lost, "lost"),
        (_forgotten_by_the_bus, "lost"),
        (_again("intake", 0), "doubled"),
        (_again("casework", 0), "doubled"),
        (_again("casework", 1), "doubled"),
        (_again("notify", 0), "doubled"),
        (_message_doubled, "doubled"),
        (_both_win, "doubled"),
        (_swap, "out of order"),
        (_swap_versions, "out of order"),
        (_hole, "out of order"),
        (_messages_swapped, "out of order"),
        (_figure, "wrong figures"),
        (_stranger, "from nowhere"),
        (_refused_but_there, "contradicted"),
        (_another_answer, "contradicted"),
        (_refused, "refused"),
        (_unanswered, "unanswered"),
        (_parked, "parked"),
    ],
)
def test_every_kind_of_wrong_is_reported(tmp_path: Path, doctor: Doctor, kind: str) -> None:
    assert _judged(tmp_path, doctor).count(kind) >= 1


def test_a_book_is_on_disk_line_by_line(tmp_path: Path) -> None:
    book, _ = _sound(tmp_path)
    assert len(book.path.read_text().splitlines()) == 2 * len(book.entries)


def test_the_search_finds_a_text_in_a_binary_file_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "pages").write_bytes(b"\x00\xff\n\x00" + "金丝雀canary7".encode() + b"\x00")
    (tmp_path / "clean").write_bytes(b"canary8")
    assert files_with(tmp_path, {"canary7", "never"}) == ["./deep/pages"]
    assert files_with(tmp_path, {"canary9"}) == []


def test_a_seed_draws_the_same_plan_again() -> None:
    assert draw(7, 600, list(COST)) == draw(7, 600, list(COST))
    assert draw(7, 600, list(COST)) != draw(8, 600, list(COST))


def test_a_plan_of_a_minute_holds_every_basic_kind() -> None:
    assert {fault.kind for fault in draw(SLICE_SEED, SLICE_SECONDS, list(BASIC), SLICE_PAUSE)} == set(BASIC)
