"""The Python `eventsourcing` library on PostgreSQL: its application's save, its recorder, its projection runner."""

import threading
import time
from collections.abc import Callable
from functools import singledispatchmethod
from random import Random
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, DomainEventProtocol, event
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Composed

from tests.bench.measuring import Readings
from tests.bench.posts import STREETS, activity_data
from tests.bench.servers import Servers

THREADS = 8
HUNDRED = 100
APPLICATION = "Activities"


class Activity(Aggregate):
    """An activity with one event, and as much in it as ours has."""

    class Recorded(Aggregate.Created):
        data: dict[str, Any]
        actor: str
        org: str
        region: str
        occurred_at: str

    @event(Recorded)
    def __init__(self, data: dict[str, Any], actor: str, org: str, region: str, occurred_at: str) -> None:
        self.data = data


class Activities(Application[UUID]):
    """The library's application, as its tutorial makes one."""

    name = APPLICATION


class Cube(PostgresTrackingRecorder):
    """A read model: sums by region, matter and provider, moved together with the library's tracking."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:
        super().__init__(datastore, **options)
        sums = SQL(
            "create table if not exists public.sums (region text, matter text, provider text, count bigint,"
            " quantity bigint, primary key (region, matter, provider))"
        )
        self.sql_create_statements.append(Composed([sums]))

    def count(self, recorded: Activity.Recorded, tracking: Tracking) -> None:
        data = recorded.data
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "insert into public.sums values (%s, %s, %s, 1, %s) on conflict (region, matter, provider) do update"
                " set count = sums.count + 1, quantity = sums.quantity + excluded.quantity",
                (recorded.region, data["matter"], data["provider"], data["quantity"]),
                prepare=True,
            )


class Counting(Projection[Cube]):
    """The projection, event by event, as the library has it."""

    name = "counting"

    @singledispatchmethod
    def process_event(self, domain_event: DomainEventProtocol[UUID], tracking: Tracking) -> None:
        self.view.insert_tracking(tracking)

    @process_event.register
    def _(self, domain_event: Activity.Recorded, tracking: Tracking) -> None:
        self.view.count(domain_event, tracking)


class Library:
    """The library on a database of its own in the benchmarks' PostgreSQL."""

    def __init__(self, servers: Servers) -> None:
        self._urls = servers.postgres.fresh_database("intake")
        self._servers = servers
        self._random = Random(7)

    def save(self, seconds: float, *, functions: bool) -> Readings:
        """`application.save` of new aggregates, 8 threads; with the library's server-side functions, or as it comes."""
        app = Activities(env=self._environment(functions))
        before = app.recorder.max_notification_id() or 0
        rate, count = _in_threads(THREADS, seconds, lambda: app.save(self._activity()))
        assert (app.recorder.max_notification_id() or 0) - before == count, "the library lost events"
        app.close()
        return {"library.functions" if functions else "library.default": (rate, "events/s")}

    def hundred(self, seconds: float) -> Readings:
        """Its recorder alone, 100 events in a transaction, no domain model: the most it does."""
        app = Activities(env=self._environment(functions=True))
        state = b'{"%s": "%s"}' % (b"data", b"x" * 300)

        def insert() -> None:
            app.recorder.insert_events([StoredEvent(uuid4(), 1, "activity:Recorded", state) for _ in range(HUNDRED)])

        rate, _ = _in_threads(1, seconds, insert)
        app.close()
        return {"library.hundred": (rate * HUNDRED, "events/s")}

    def project(self, seconds: float) -> Readings:
        """Its ProjectionRunner catching up on what was saved, for so long; a new database each time."""
        urls, self._urls = self._urls, self._servers.postgres.fresh_database("intake")
        app = Activities(env=self._environment(functions=True))
        saved = int(1500 * seconds) + 10
        for first in range(0, saved, 500):
            app.save(*[self._activity() for _ in range(min(500, saved - first))])
        env = {**self._environment(functions=False), "COUNTING_PERSISTENCE_MODULE": "eventsourcing.postgres"}
        with ProjectionRunner(
            application_class=Activities, projection_class=Counting, view_class=Cube, env=env
        ) as runner:
            began = time.perf_counter()
            while (tracked := runner.projection.view.max_tracking_id(APPLICATION) or 0) < saved:
                if time.perf_counter() - began > seconds:
                    break
                time.sleep(0.02)
            took = time.perf_counter() - began
        app.close()
        assert tracked > 0, "the library's projection did not run"
        self._servers.postgres.drop_database(self._urls.name)
        self._urls = urls
        return {"library.projection": (tracked / took, "events/s")}

    def _environment(self, functions: bool) -> dict[str, str]:
        url = urlsplit(self._urls.admin)
        assert url.username and url.password
        return {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": self._urls.name,
            "POSTGRES_HOST": parse_qs(url.query)["host"][0],
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": url.username,
            "POSTGRES_PASSWORD": unquote(url.password),
            "POSTGRES_POOL_SIZE": "10",
            "POSTGRES_MAX_OVERFLOW": "10",
            "POSTGRES_ENABLE_DB_FUNCTIONS": "y" if functions else "n",
        }

    def _activity(self) -> Activity:
        street = self._random.choice(STREETS)
        data = activity_data(self._random)
        return Activity(data, str(data["worker"]), f"{street}-A", street, "2010-03-18T10:00:00+08:00")


def _in_threads(threads: int, seconds: float, work: Callable[[], object]) -> tuple[float, int]:
    """Do it again and again in so many threads: how often per second, and how often."""
    counts = [0] * threads
    failed: list[BaseException] = []
    began = time.perf_counter()

    def again(thread: int) -> None:
        try:
            while time.perf_counter() - began < seconds:
                work()
                counts[thread] += 1
        except BaseException as error:
            failed.append(error)

    running = [threading.Thread(target=again, args=(n,)) for n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failed:
        raise failed[0]
    return sum(counts) / (time.perf_counter() - began), sum(counts)
