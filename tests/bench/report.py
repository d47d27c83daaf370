"""The table for people and the JSON for programs."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from deploy.local.binaries import caddy, nats_server, postgres_program
from tests.bench.goals import GOALS
from tests.bench.measuring import FOREIGN_CORES, Figure, Results

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "asyncpg", "nats-py", "pydantic", "fastapi", "uvicorn", "httptools", "uvloop", "eventsourcing", "psycopg",
)  # fmt: skip


def table(results: Results) -> str:
    """Every figure with its spread, then every goal with its marks."""
    lines = [f"{'figure':44} {'min':>10} {'median':>10} {'max':>10}  unit"]
    lines += [_line(figure.name, figure) for figure in results.figures.values()]
    lines += ["", f"{'goal':60} {'min':>9} {'median':>9} {'max':>9} {'floor':>9}   {'reach':>9}"]
    for goal in GOALS:
        figure = goal.figure(results)
        if figure and figure.values:
            marks = ["✓" if goal.holds(figure.median, bound) else "✗" for bound in (goal.floor, goal.reach)]
            spread = " ".join(f"{_short(value):>9}" for value in (figure.used[0], figure.median, figure.used[-1]))
            bounds = f"{_short(goal.floor):>9} {marks[0]} {_short(goal.reach):>9} {marks[1]}"
            lines.append(f"{goal.what:60} {spread} {bounds} {_noise(figure)}")
    lines += [
        "",
        f"† some repetitions ran beside more than {FOREIGN_CORES} core of other work (n clean of all is said)",
    ]
    return "\n".join(lines)


def document(results: Results, rounds: int) -> dict[str, object]:
    """Everything: machine, commit, versions, every value with the foreign CPU beside it, every goal."""
    goals = []
    for goal in GOALS:
        if (figure := goal.figure(results)) and figure.values:
            goals.append(
                {
                    "goal": goal.what.strip(),
                    "figure": figure.name,
                    **_numbers(figure),
                    "floor": goal.floor,
                    "floor_held": goal.holds(figure.median, goal.floor),
                    "reach": goal.reach,
                    "reached": goal.holds(figure.median, goal.reach),
                }
            )
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "commit": _git("rev-parse", "HEAD"),
        "uncommitted": sorted(line[3:] for line in _git("status", "--porcelain").splitlines()),
        "versions": versions(),
        "rounds": rounds,
        "figures": {name: {"unit": figure.unit, **_numbers(figure)} for name, figure in results.figures.items()},
        "goals": goals,
    }


def machine() -> dict[str, object]:
    """What it ran on."""
    return {
        "cores": os.cpu_count(),
        "cpu": _cpu_model(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "load": os.getloadavg(),
    }


def versions() -> dict[str, str]:
    """What was measured and what it was measured beside."""
    return {
        "python": sys.version.split()[0],
        "postgres": _said(postgres_program("postgres"), "--version"),
        "nats-server": _said(nats_server(), "--version"),
        "caddy": _said(caddy(), "version"),
        **{package: version(package) for package in PACKAGES},
    }


def _line(name: str, figure: Figure) -> str:
    used = figure.used
    shown = " ".join(f"{_short(value):>10}" for value in (used[0], figure.median, used[-1]))
    return f"{name:44} {shown}  {figure.unit} {_noise(figure)}".rstrip()


def _noise(figure: Figure) -> str:
    return "" if figure.clean == len(figure.values) else f"† {figure.clean}/{len(figure.values)}"


def _numbers(figure: Figure) -> dict[str, object]:
    used = figure.used
    return {
        "min": used[0],
        "median": figure.median,
        "max": used[-1],
        "clean": figure.clean,
        "values": [{"value": v.value, "foreign_cores": round(v.foreign, 3)} for v in figure.values],
    }


def _short(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _said(program: Path, *arguments: str) -> str:
    return (
        subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout.split("\n")[0].strip()
    )


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip("\n") if done.returncode == 0 else ""
