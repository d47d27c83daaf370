"""One run: a stack, its load, its nemesis, and the judgement."""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.chaos.check import Verdict, judge
from tests.chaos.commands import MARK
from tests.chaos.disk import Disk, NoDisk
from tests.chaos.faults import Nemesis
from tests.chaos.load import BusClient, HttpClient
from tests.chaos.observed import files_with, observe, quiet, where_it_hangs
from tests.chaos.record import Book
from tests.chaos.schedule import BASIC, BITS, DISK, Fault, draw
from tests.chaos.stack import Stack

DISK_BYTES = 3 * 1024**3
ANSWER_SECONDS = 300.0
QUIET_SECONDS = 300.0
SHOWN = 12

Say = Callable[[str], None]
Summary = dict[str, object]


async def run(seed: int, seconds: float, kinds: list[str], *, power: bool, pause: float, say: Say) -> Summary:
    """Run and judge; the summary says under "wrong" what is not as promised, {} when all is well."""
    folder = Path(tempfile.mkdtemp(prefix="yy-chaos-"))
    folder.chmod(0o711)
    say(f"folder {folder}")
    (folder / "clients").mkdir()
    disk, without = _disk(folder / "data", power)
    if without:
        say(without)
    kinds = kinds or [*BASIC, *BITS, *(DISK if disk else ())]
    kinds = [kind for kind in kinds if disk or kind not in DISK]
    plan = draw(seed, seconds, kinds, pause)
    stack = Stack(folder / "data", folder)
    summary: Summary = {"seed": seed, "seconds": seconds, "folder": str(folder), "without": without}
    summary["start_s"] = round(await stack.up(), 1)
    say(f"up after {summary['start_s']} s; {len(plan)} faults planned")
    nemesis = Nemesis(stack, disk)
    clients = _clients(seed, stack, folder / "clients")
    try:
        await _hurt(clients, nemesis, plan, say, summary)
        await _judge(clients, nemesis, stack, summary)
    finally:
        await stack.kill_all()
        if disk:
            disk.remove()
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2))
    return summary


def _disk(data: Path, power: bool) -> tuple[Disk | None, str]:
    if not power:
        return None, ""
    try:
        return Disk(data, DISK_BYTES), ""
    except NoDisk as error:
        return None, f"power cuts and full disks are not possible here: {error}"


def _clients(seed: int, stack: Stack, books: Path) -> list[HttpClient | BusClient]:
    canary = f"canary{Random(time.time_ns()).randrange(10**12):012}"
    over_http = [HttpClient(f"http{n}", seed, stack.address, Book(books / f"http{n}.jsonl"), canary) for n in range(4)]
    over_bus = [
        BusClient(f"bus{n}", seed, stack.address, Book(books / f"bus{n}.jsonl"), lambda: stack.state) for n in range(3)
    ]
    return [*over_http, *over_bus]


async def _hurt(
    clients: list[HttpClient | BusClient], nemesis: Nemesis, plan: list[Fault], say: Say, summary: Summary
) -> None:
    """Load under faults, then healing, then patience until every client knows what became of everything."""
    began = time.monotonic()
    running = [asyncio.create_task(client.run(), name=client.draft.org) for client in clients]
    hurting = asyncio.create_task(nemesis.run(plan))
    while not hurting.done():
        await asyncio.wait([hurting], timeout=15)
        known = sum(len(client.book.entries) - len(client.book.unanswered) for client in clients)
        say(f"{time.monotonic() - began:.0f} s: {sum(nemesis.done.values())} faults, {known} acknowledged")
        for task in running:
            if task.done():
                task.result()  # a client never ends before it is told to
    await hurting
    await nemesis.heal()
    for client in clients:
        client.stop()
    healed = time.monotonic()
    _, late = await asyncio.wait(running, timeout=ANSWER_SECONDS)
    for task in late:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    summary["took_s"] = round(healed - began, 1)
    summary["answered_after_s"] = round(time.monotonic() - healed, 1)


async def _judge(clients: list[HttpClient | BusClient], nemesis: Nemesis, stack: Stack, summary: Summary) -> None:
    books = [client.book for client in clients]
    rested = await quiet(stack, QUIET_SECONDS)
    forgetful = bool({"wipe-bus", "bit-flip"} & nemesis.done.keys())
    observed = await observe(stack)
    verdict = judge(books, observed, bus_may_forget=forgetful)
    if rested is None:
        verdict.add("restless", json.dumps(await where_it_hangs(stack), ensure_ascii=False))
    code, output = await stack.command("verify", "--json")
    if code:
        verdict.add("not verified", output)
    for trouble in stack.trouble:
        verdict.add("trouble", trouble)
    exit_code = await stack.stop()
    if exit_code:
        verdict.add("trouble", f"the launcher ended with {exit_code}")
    _canaries(verdict, clients, stack)
    summary |= _figures(books, nemesis, verdict)
    summary["converged_s"] = None if rested is None else round(rested, 1)
    summary["events"] = {service: len(events) for service, events in observed.events.items()}
    summary["facts"] = observed.facts


def _canaries(verdict: Verdict, clients: list[HttpClient | BusClient], stack: Stack) -> None:
    """No canary lies in any file, and the search is one that finds things."""
    secrets = {text for client in clients if isinstance(client, HttpClient) for text in client.draft.secrets}
    for file in files_with(stack.data, secrets):
        verdict.add("leaked", file)
    places = {Path(file).parts[0] for file in files_with(stack.data, {MARK})}
    for folder in {"postgres", "nats"} - places:
        verdict.add("leaked", f"the search is blind: nothing of ours found in {folder}")


def _figures(books: list[Book], nemesis: Nemesis, verdict: Verdict) -> Summary:
    return {
        "faults": sum(nemesis.done.values()),
        "by_kind": dict(sorted(nemesis.done.items())),
        "missed": nemesis.missed,
        "sent": sum(book.sent for book in books),
        "unclear": sum(book.unclear for book in books),
        "answers_500": sum(book.broken for book in books),
        "commands": sum(len(book.entries) for book in books),
        "acknowledged": verdict.acknowledged,
        "posts_the_bus_forgot": verdict.vanished,
        "lost": verdict.count("lost"),
        "doubled": verdict.count("doubled"),
        "out_of_order": verdict.count("out of order"),
        "wrong": {kind: [*found[:SHOWN], *_rest(found)] for kind, found in verdict.wrong.items()},
    }


def _rest(found: list[str]) -> list[str]:
    return [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
