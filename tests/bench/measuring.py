"""Repetitions and what they gave: values by figure, each with the CPU that others used meanwhile."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

import psutil

FOREIGN_CORES = 0.3
"""More CPU than this used by processes that are not ours, and a repetition counts as dirty."""
PATIENCE = 6.0
"""Seconds to wait for the machine to become quiet before a repetition; then it runs all the same, and says so."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one repetition gave; `foreign` is in cores."""

    value: float
    foreign: float

    @property
    def is_clean(self) -> bool:
        return self.foreign <= FOREIGN_CORES


@dataclass
class Figure:
    """One figure over all repetitions."""

    name: str
    unit: str
    values: list[Value] = field(default_factory=list)

    @property
    def used(self) -> list[float]:
        """The clean values where there are two, else all of them, in order of size."""
        clean = [v.value for v in self.values if v.is_clean]
        return sorted(clean if len(clean) >= min(2, len(self.values)) else [v.value for v in self.values])

    @property
    def clean(self) -> int:
        return sum(v.is_clean for v in self.values)

    @property
    def median(self) -> float:
        return median(self.used)


class Results:
    """Everything measured in a run, by figure; a figure's values are in the order of the rounds."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}

    def add(self, readings: Mapping[str, tuple[float, str]], foreign: float) -> None:
        for name, (value, unit) in readings.items():
            self.figures.setdefault(name, Figure(name, unit)).values.append(Value(value, foreign))

    def ratio(self, over: str, under: str) -> Figure | None:
        """One figure by another, round by round; None when one of them was not measured."""
        above, below = self.figures.get(over), self.figures.get(under)
        if above is None or below is None:
            return None
        pairs = zip(above.values, below.values, strict=False)
        quotients = [Value(a.value / b.value, max(a.foreign, b.foreign)) for a, b in pairs]
        return Figure(f"{over} ÷ {under}", "", quotients)


Readings = dict[str, tuple[float, str]]
"""figure: (value, unit)"""


def repeat(
    results: Results, name: str, measure: Callable[[], Readings], say: Callable[[str], None], patience: float = PATIENCE
) -> None:
    """Run one repetition on as quiet a machine as there is within `patience` seconds, and keep what it gave."""
    _wait_until_quiet(patience)
    meter = ForeignCpu()
    readings = measure()
    foreign = meter.cores()
    results.add(readings, foreign)
    shown = ", ".join(
        f"{figure} {value:,.4g} {unit}".rstrip() for figure, (value, unit) in readings.items() if "/" not in figure
    )
    say(f"{name}: {shown} (foreign CPU {foreign:.2f})")


class ForeignCpu:
    """Cores used, since it was made, by processes that we did not start."""

    def __init__(self) -> None:
        self._began, self._busy, self._ours = time.perf_counter(), _machine_seconds(), tree_seconds(os.getpid())

    def cores(self) -> float:
        others = _machine_seconds() - self._busy - (tree_seconds(os.getpid()) - self._ours)
        return max(0.0, others / (time.perf_counter() - self._began))


def tree_seconds(*pids: int) -> float:
    """CPU seconds of processes and everything below them, children that have ended included."""
    return sum(_seconds(process) for process in _with_children(pids))


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _wait_until_quiet(patience: float) -> None:
    deadline = time.perf_counter() + patience
    while time.perf_counter() < deadline:
        meter = ForeignCpu()
        time.sleep(0.5)
        if meter.cores() < FOREIGN_CORES:
            return


def _machine_seconds() -> float:
    """Busy seconds of all cores; stolen ones were nobody's here."""
    t = psutil.cpu_times()
    return float(t.user + t.nice + t.system + t.irq + t.softirq)


def _with_children(pids: Iterable[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            yield process
            yield from process.children(recursive=True)


def _seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        t = process.cpu_times()
        return float(t.user + t.system + t.children_user + t.children_system)
    return 0.0
