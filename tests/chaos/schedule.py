"""What goes wrong and when: a plan drawn from a seed, so that a run that found something can be drawn again."""

from dataclasses import dataclass
from random import Random

SERVICES = ("intake", "casework", "reporting", "notify")
PARTS = (*SERVICES, "postgres", "nats", "caddy")
DURABLES = (
    ("INTAKE", "casework-referral"),
    ("INTAKE", "reporting-statistics"),
    ("CASEWORK", "notify-return-visits"),
    ("POSTS", "intake-posts"),
)

BASIC: dict[str, float] = {
    **{f"kill-{part}": 1.5 for part in PARTS},
    "kill-launcher": 6.0,
    "pause": 1.0,
    "wipe-bus": 3.0,
    "second-process": 1.5,
    "reset-durable": 0.5,
    "delete-durable": 0.5,
    "cut-connections": 0.5,
}
"""Faults any machine can bear, with the seconds one takes to do (not to recover from)."""

DISK: dict[str, float] = {"power-cut": 12.0, "disk-full": 10.0}
"""Faults that need a file system of our own under the data folder (root and a loop device)."""

BITS: dict[str, float] = {"bit-flip": 3.0}
"""Damage to a message store while nobody looks."""

COST = {**BASIC, **DISK, **BITS}

SLICE_SEED, SLICE_SECONDS, SLICE_PAUSE = 20260101, 40.0, 2.0
"""The plan that every run of the tests goes through."""


@dataclass(frozen=True)
class Fault:
    """One fault: `at` is seconds after the start, `target` what it hits, `seconds` how long it lasts where it lasts."""

    at: float
    kind: str
    target: str
    seconds: float
    place: float
    """Between 0 and 1: where in a file a bit is flipped."""


def draw(seed: int, seconds: float, kinds: list[str], pause: float = 3.0) -> list[Fault]:
    """The plan for a run. Kinds come in shuffled rounds, so that each occurs before any occurs twice too often.

    `pause` is the longest quiet time between two faults, in seconds; a third of it is the usual one.
    """
    random = Random(seed)
    plan: list[Fault] = []
    at = 1.0
    while at < seconds:
        deck = list(kinds)
        random.shuffle(deck)
        for kind in deck:
            at += random.uniform(0.1, 1.0) ** 2 * pause
            if at >= seconds:
                break
            plan.append(
                Fault(round(at, 2), kind, _target(kind, random), round(random.uniform(0.5, 6.0), 2), random.random())
            )
            at += COST[kind]
    return plan


def _target(kind: str, random: Random) -> str:
    match kind:
        case "pause":
            return random.choice((*PARTS, "launcher"))
        case "second-process":
            return random.choice(SERVICES)
        case "cut-connections":
            return random.choice(SERVICES)
        case "reset-durable" | "delete-durable":
            return "/".join(random.choice(DURABLES))
        case "bit-flip":
            return random.choice(("INTAKE", "CASEWORK", "NOTIFY"))
        case _:
            return kind.removeprefix("kill-")
