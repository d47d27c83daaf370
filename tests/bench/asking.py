"""Tables and traces from the statistics as the log grows, and making the statistics anew.

The facts are put straight into the live view (posting ten million takes an hour), so this comes last in a run.
"""

import random
import subprocess
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

import asyncpg
import uvloop

from contracts.language.codes import Channel, Matter, Provider
from contracts.language.periods import Period, periods
from services.chassis.sql import named
from services.chassis.views.builds import digest
from services.reporting.forms.definition import Form
from services.reporting.forms.reading import shipped_forms
from services.reporting.statistics.view import QUERIES as STATISTICS_QUERIES
from services.reporting.statistics.view import STATISTICS, recount
from services.reporting.tables.fill import fill
from tests.bench.clients import ask_http, http_request
from tests.bench.measuring import Readings, percentile
from tests.bench.posts import DISTRICT, STREETS
from tests.bench.servers import Connection, Servers, watching
from tests.support.launched import COMMAND

REGIONS = ("32", "3204", DISTRICT, *STREETS)
FIRST, LAST = date(2010, 3, 1), date(2012, 2, 28)
FACTS = named(Path(__file__).with_name("facts.sql"))
STEP = 1_000_000


def rebuild(servers: Servers, _: int) -> Readings:
    """`yingyuan rebuild reporting statistics` from both streams, start of the command included; the digest is equal."""
    uvloop.run(_settled(servers))
    command = [*COMMAND, "rebuild", "reporting", "statistics", "--data", str(servers.stack.data)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=3600, check=True)
    seconds = time.perf_counter() - began
    assert "与原来一致" in done.stdout and "不一致" not in done.stdout, done.stdout
    events = uvloop.run(_settled(servers))
    return {
        "rebuild": (events / seconds, "events/s"),
        "rebuild.seconds": (seconds, "s"),
        "rebuild.events": (events, ""),
    }


def equal(servers: Servers, _: int) -> Readings:
    """The sums made anew from facts equal those that were folded event by event."""
    return uvloop.run(_equal(servers))


def at(servers: Servers, facts: int, questions: int) -> Readings:
    """Grow the view to so many facts, make its sums anew, then ask for tables and traces."""
    return uvloop.run(_at(servers, facts, questions))


async def _settled(servers: Servers) -> int:
    async with watching(servers.stack.state) as watch:
        return (await watch.account()).head


async def _equal(servers: Servers) -> Readings:
    async with watching(servers.stack.state) as watch:
        await watch.account()
        build = await watch.build()
    owner = await asyncpg.connect(servers.stack.state.databases["reporting"].owner_url)
    before = await digest(owner, STATISTICS, build)
    seconds = await _recount(owner, build)
    assert await digest(owner, STATISTICS, build) == before, "sums made anew differ from those that were folded"
    count = await owner.fetchval(f"select count(*) from {build}.fact")
    await owner.close()
    return {"recount.folded": (count / seconds, "facts/s")}


async def _at(servers: Servers, facts: int, questions: int) -> Readings:
    async with watching(servers.stack.state) as watch:
        build = await watch.build()
    databases = servers.stack.state.databases["reporting"]
    owner = await asyncpg.connect(databases.owner_url)
    await owner.execute(f"set statement_timeout = 0; set transaction_timeout = 0; set search_path = {build}")
    await _grow(owner, facts)
    seconds = await _recount(owner, build)
    assert await owner.fetchval(FACTS.counted) == facts, "facts were lost or doubled in the sums"
    await owner.execute("vacuum analyze")
    await owner.close()
    reader = await asyncpg.connect(databases.service_url)
    socket = str(servers.stack.state.sockets["reporting"])
    label = _label(facts)
    readings = await _tables(reader, build, socket, label, questions) | await _traces(socket, label, questions)
    await reader.close()
    return {f"recount.{label}": (facts / seconds, "facts/s"), **readings}


async def _recount(owner: Connection, build: str) -> float:
    began = time.perf_counter()
    async with owner.transaction():
        await owner.execute(f"set local search_path = {build}")
        await owner.execute(STATISTICS_QUERIES.hold)
        await recount(owner)
    return time.perf_counter() - began


async def _grow(owner: Connection, facts: int) -> None:
    matters = [matter.value for matter in Matter if matter is not Matter.AID_CASE]
    channels, providers = [c.value for c in Channel], [p.value for p in Provider]
    await owner.execute(FACTS.kinds, matters, providers, channels)
    have = await owner.fetchval("select count(*) from fact")
    if have > facts:  # what the rounds have left
        await owner.execute("truncate fact")
        have = 0
    last = await owner.fetchval("select coalesce(greatest(max(position) - 1000000000, 0), 0) from fact")
    while have < facts:
        more = min(STEP, facts - have)
        await owner.execute(FACTS.more, last + 1, last + more, list(STREETS), timeout=1800)
        have, last = have + more, last + more


async def _tables(reader: Connection, build: str, socket: str, label: str, questions: int) -> Readings:
    """Both forms, every division, every period of the two years, in any order."""
    asked = [
        (form, region, str(period))
        for form in shipped_forms().values()
        for region in REGIONS
        for period in _periods(form)
    ]
    random.shuffle(asked)
    asked = asked[:questions]
    paths = [f"/api/reporting/forms/{form.name}/{region}/{period}?optional=true" for form, region, period in asked]
    answered = await ask_http(socket, [http_request("GET", path) for path in paths], 1)
    spent: list[float] = []
    reader.add_query_logger(lambda query: spent.append(query.elapsed))
    in_database = []
    for form, region, period in asked:
        spent.clear()
        async with reader.transaction(isolation="repeatable_read", readonly=True):
            await reader.execute(f"set local search_path = {build}")
            await fill(reader, form, region, period, optional=True)
        in_database.append(sum(spent))
    return {**_latencies(f"form.{label}", answered.latencies), **_latencies(f"form.{label}.database", in_database)}


async def _traces(socket: str, label: str, questions: int) -> Readings:
    """The first 1,000 facts behind cells of the street and district tables."""
    cells = [
        (form, row, column)
        for form in shipped_forms().values()
        for row in range(1, len(form.edition_on(LAST).rows) + 1)
        for column in form.edition_on(LAST).shown(optional=True)
    ]
    paths = []
    for _ in range(min(questions, 200)):
        form, row, column = random.choice(cells)
        of_that_edition = [one for one in _periods(form) if form.edition_for(one) is form.edition_on(LAST)]
        region, period = random.choice(REGIONS), random.choice(of_that_edition)
        path = f"/api/reporting/forms/{form.name}/{region}/{period}/trace"
        paths.append(f"{path}?row={row}&column={quote(column.name)}")
    answered = await ask_http(socket, [http_request("GET", path) for path in paths], 1)
    return _latencies(f"trace.{label}", answered.latencies)


def _latencies(name: str, seconds: Sequence[float]) -> Readings:
    return {
        f"{name}.p50": (percentile(seconds, 0.5) * 1000, "ms"),
        f"{name}.p99": (percentile(seconds, 0.99) * 1000, "ms"),
    }


def _periods(form: Form) -> list[Period]:
    return list(periods(form.period, FIRST, LAST))


def _label(facts: int) -> str:
    return f"{facts // 1_000_000}M" if facts >= 1_000_000 and facts % 1_000_000 == 0 else f"{facts / 1000:g}k"
