"""The judge: the clients' books against what the stack holds. Pure, so that it can itself be put to the test."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.chaos.observed import Event, Observed
from tests.chaos.record import Book, Known

CASE_EVENT = {"record-activity": "case-registered", "grant-application": "case-opened"}


@dataclass
class Verdict:
    """What was found wrong, by kind; nothing at all is what a run is to find."""

    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: int = 0
    vanished: int = 0

    def add(self, kind: str, what: str) -> None:
        self.wrong[kind].append(what)

    def count(self, kind: str) -> int:
        return len(self.wrong.get(kind, []))


def judge(books: Sequence[Book], observed: Observed, *, bus_may_forget: bool) -> Verdict:
    """Compare. `bus_may_forget` when the plan destroyed message stores: then posts may vanish before they are taken."""
    verdict = Verdict()
    known = {command_id: entry for book in books for command_id, entry in book.entries.items()}
    by_command: dict[str, list[Event]] = defaultdict(list)
    for event in observed.events["intake"]:
        by_command[event.command_id].append(event)
    for entry in known.values():
        _commands(verdict, entry, by_command.get(entry.intent.command_id, []), bus_may_forget)
    for event in observed.events["intake"]:
        if event.org.startswith("chaos-") and event.command_id not in known:
            verdict.add("from nowhere", f"position {event.position}: no client asked for {event.command_id}")
    for book in books:
        _own_order(verdict, book, by_command)
        for what in book.odd:
            verdict.add("contradicted", f"{book.path.name}: {what}")
    _rivals(verdict, known.values())
    for service, events in observed.events.items():
        _log(verdict, service, events)
        _stream(verdict, service, events, observed.messages[service])
    _cases(verdict, known.values(), observed)
    _figures(verdict, known.values(), observed.facts)
    for service, parked in observed.parked.items():
        if parked:
            verdict.add("parked", f"{service}: {parked} events set aside")
    return verdict


def _commands(verdict: Verdict, entry: Known, events: list[Event], bus_may_forget: bool) -> None:
    """One event for each command that was accepted, none for one that was refused, an answer for every command."""
    name = f"{entry.intent.client} {entry.intent.n} {entry.intent.command_id}"
    verdict.vanished += entry.vanished
    if entry.vanished and not bus_may_forget:
        verdict.add("lost", f"{name}: acknowledged by the bus, then gone from it")
    if entry.status is None:
        verdict.add("unanswered", name)
        return
    verdict.acknowledged += 1
    if entry.status == "accepted":
        if not events:
            verdict.add("lost", f"{name}: accepted at {entry.position}, and there is no such event")
        elif entry.position not in [event.position for event in events]:
            verdict.add("lost", f"{name}: accepted at {entry.position}, but recorded at {events[0].position}")
    elif events:
        verdict.add("contradicted", f"{name}: {entry.status} ({entry.code}), but recorded at {events[0].position}")
    elif entry.intent.rival is None:
        verdict.add("refused", f"{name} {entry.intent.command}: {entry.status} ({entry.code})")
    if len(events) > 1:
        verdict.add("doubled", f"{name}: recorded at {', '.join(str(event.position) for event in events)}")


def _own_order(verdict: Verdict, book: Book, by_command: dict[str, list[Event]]) -> None:
    """What a client did one after the other stands in the log in that order."""
    placed = [
        (entry.intent.n, by_command[command_id][0].position)
        for command_id, entry in book.entries.items()
        if entry.intent.rival is None and not entry.vanished and by_command.get(command_id)
    ]
    for (n, position), (later, further) in pairwise(sorted(placed)):
        if position >= further:
            verdict.add("out of order", f"{book.path.name}: {n} stands at {position}, {later} before it at {further}")


def _rivals(verdict: Verdict, entries: Iterable[Known]) -> None:
    races: dict[str, list[str | None]] = defaultdict(list)
    for entry in entries:
        if entry.intent.rival:
            races[entry.intent.rival].append(entry.status)
    for rival, outcomes in races.items():
        if None not in outcomes and outcomes.count("accepted") != 1:
            verdict.add("doubled", f"race {rival}: {outcomes}")


def _log(verdict: Verdict, service: str, events: Sequence[Event]) -> None:
    """Positions are dense; every stream's versions are 1, 2, 3 in log order."""
    versions: Counter[str] = Counter()
    for expected, event in enumerate(events, 1):
        if event.position != expected:
            verdict.add("out of order", f"{service}: position {event.position} where {expected} should be")
            break
    for event in events:
        versions[event.stream] += 1
        if event.version != versions[event.stream]:
            what = f"{service} {event.stream}: version {event.version} where {versions[event.stream]} should be"
            verdict.add("out of order", what)
            versions[event.stream] = event.version


def _stream(verdict: Verdict, service: str, events: Sequence[Event], messages: Sequence[tuple[int, str]]) -> None:
    """Sequence n of the stream holds the event at position n, and nothing else is there."""
    if len(messages) != len(events):
        kind = "lost" if len(messages) < len(events) else "doubled"
        verdict.add(kind, f"stream {service.upper()} has {len(messages)} messages for {len(events)} events")
    for event, (sequence, event_id) in zip(events, messages, strict=False):
        if (event.position, event.event_id) != (sequence, event_id):
            what = f"stream {service.upper()}: sequence {sequence} holds {event_id} where {event.event_id} should be"
            verdict.add("out of order", what)
            break


def _cases(verdict: Verdict, entries: Iterable[Known], observed: Observed) -> None:
    """Every reported or granted case is in casework once; every one that ended has one return visit; no others are."""
    begun = Counter(
        (event.stream, event.type)
        for event in observed.events["casework"]
        if event.type in ("case-registered", "case-opened")
    )
    visits = Counter(event.about for event in observed.events["notify"] if event.type == "task-opened")
    wanted: set[tuple[str, str]] = set()
    for entry in entries:
        kind = CASE_EVENT.get(entry.intent.command)
        if entry.status != "accepted" or kind is None or entry.intent.matter not in ("aid-case", None):
            continue
        case = f"case-{entry.intent.stream.partition('-')[2]}"
        wanted.add((case, kind))
        _exactly_once(verdict, f"{case} {kind}", begun[case, kind])
        if kind == "case-registered":
            _exactly_once(verdict, f"return visit for {case}", visits[case])
    for case, kind in begun:
        if (case, kind) not in wanted:
            verdict.add("from nowhere", f"{case} {kind}")


def _exactly_once(verdict: Verdict, what: str, times: int) -> None:
    if times != 1:
        verdict.add("doubled" if times else "lost", f"{what}: {times} times")


def _figures(verdict: Verdict, entries: Iterable[Known], facts: dict[str, int] | None) -> None:
    """The sum of quantities for each matter is what the clients were told is recorded."""
    if facts is None:
        return
    told: Counter[str] = Counter()
    for entry in entries:
        if entry.status == "accepted" and entry.intent.matter:
            told[entry.intent.matter] += entry.intent.quantity
    for matter in sorted(told.keys() | facts.keys()):
        if told[matter] != facts.get(matter, 0):
            verdict.add("wrong figures", f"{matter}: {facts.get(matter, 0)} in the facts, {told[matter]} in the books")
