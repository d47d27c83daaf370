"""What a run consists of: steps by name, which peers and limits go beside them, and how much of each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from tests.bench import appending, asking, end_to_end, footprint, replying
from tests.bench.measuring import Readings
from tests.bench.peers.library import Library
from tests.bench.servers import Servers

Measure = Callable[[], Readings]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much: events, requests, seconds. `facts` are the sizes to which the view grows."""

    events: int = 40_000
    append: int = 40_000
    requests: int = 12_000
    peer_seconds: float = 3.0
    lag: int = 5_000
    lag_rate: int = 1_000
    facts: tuple[int, ...] = (100_000, 1_000_000)
    questions: int = 600
    rest_seconds: float = footprint.QUIET_SECONDS


TINY = Sizes(600, 300, 130, 0.2, 200, 1_000, (20_000, 21_000), 20, 0.0)
"""Enough to see that everything counts right."""

BESIDE = {
    "e2e": ("limit", "library"),
    "backlog": ("limit",),
    "append": ("limit",),
    "replies": ("crud",),
    "projection": ("library",),
}
"""What a name is compared with, and so brings along."""

NAMES = (
    "limit", "append", "e2e", "backlog", "library", "crud", "replies", "projection", "lag", "start", "memory",
    "rebuild", "forms",
)  # fmt: skip


def chosen(names: Collection[str]) -> set[str]:
    """The names asked for (none: all) with what they are compared with."""
    wanted = set(names) or set(NAMES)
    return wanted.union(*(BESIDE.get(name, ()) for name in wanted))


def in_rounds(servers: Servers, wanted: Collection[str], sizes: Sizes) -> list[tuple[str, Measure]]:
    """What is repeated round by round, so that what is compared ran within the same minute."""
    library = Library(servers) if "library" in wanted else None
    steps: list[tuple[str, str, Measure]] = [
        ("limit", "limit", partial(appending.limit, servers, sizes.append)),
        ("append", "append", partial(appending.append, servers, sizes.append)),
        ("append", "commit", partial(appending.commit, servers, sizes.append)),
        ("e2e", "e2e", partial(end_to_end.fed, servers, sizes.events)),
        ("backlog", "backlog", partial(end_to_end.backlog, servers, sizes.events)),
        ("crud", "crud", partial(replying.crud, servers, sizes.requests)),
        ("replies", "http", partial(replying.over_http, servers, sizes.requests)),
        ("replies", "caddy", partial(replying.through_caddy, servers, sizes.requests)),
        ("replies", "nats", partial(replying.over_nats, servers, sizes.requests)),
        ("projection", "projection", partial(end_to_end.projection, servers, sizes.events)),
        ("lag", "lag", partial(end_to_end.lag, servers, sizes.lag, sizes.lag_rate)),
        ("start", "start", partial(footprint.start, servers, 0)),
    ]
    if library:
        at = next(n for n, (_, step, _measure) in enumerate(steps) if step == "crud")
        steps[at:at] = [
            ("library", "library.functions", partial(library.save, sizes.peer_seconds, functions=True)),
            ("library", "library.default", partial(library.save, sizes.peer_seconds, functions=False)),
            ("library", "library.hundred", partial(library.hundred, sizes.peer_seconds)),
            ("library", "library.projection", partial(library.project, sizes.peer_seconds)),
        ]
    return [(step, measure) for name, step, measure in steps if name in wanted]


def once(servers: Servers, wanted: Collection[str], sizes: Sizes) -> list[tuple[str, Measure]]:
    """What is measured after the rounds, on the log they have left; growing the view comes last, for it spoils it."""
    steps: list[tuple[str, str, Measure]] = [
        ("memory", "memory", partial(footprint.memory, servers, sizes.rest_seconds)),
        ("rebuild", "rebuild", partial(asking.rebuild, servers, 0)),
        ("rebuild", "recount", partial(asking.equal, servers, 0)),
        *(("forms", f"{facts:,} facts", partial(asking.at, servers, facts, sizes.questions)) for facts in sizes.facts),
    ]
    return [(step, measure) for name, step, measure in steps if name in wanted]
