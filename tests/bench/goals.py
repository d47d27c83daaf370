"""What is to be reached, and what must not be fallen below: a figure, or one figure by another of the same round."""

from dataclasses import dataclass

from tests.bench.measuring import Figure, Results


@dataclass(frozen=True, slots=True)
class Goal:
    """`floor` must hold, `reach` is what we want. `under` makes it a ratio; `lower` is better where it says so."""

    what: str
    over: str
    floor: float
    reach: float
    under: str | None = None
    lower: bool = False

    def figure(self, results: Results) -> Figure | None:
        """What was measured; None when it was not."""
        return results.ratio(self.over, self.under) if self.under else results.figures.get(self.over)

    def holds(self, value: float, bound: float) -> bool:
        return value <= bound if self.lower else value >= bound


GOALS = (
    Goal("post → cube, events/s, sender beside it", "e2e", 8_000, 20_000),
    Goal("post → cube from a backlog, events/s", "backlog", 8_000, 20_000),
    Goal("post → cube: CPU of all processes, µs/event", "e2e.cpu", 170, 100, lower=True),
    Goal("post → cube ÷ eventsourcing save, 8 threads, DB functions", "e2e", 4, 8, "library.functions"),
    Goal("post → cube ÷ eventsourcing save, 8 threads, as it comes", "e2e", 12, 20, "library.default"),
    Goal("post → cube ÷ asyncpg unnest of 1,000 rows", "e2e", 0.20, 0.40, "limit"),
    Goal("append alone ÷ asyncpg unnest of 1,000 rows", "append", 0.45, 0.75, "limit"),
    Goal("NATS request → committed reply, 64 at once ÷ CRUD", "nats", 3.5, 5, "crud"),
    Goal("  its p99 ÷ CRUD's", "nats.p99", 1, 0.5, "crud.p99", lower=True),
    Goal("HTTP post → committed reply, 64 connections ÷ CRUD", "http", 3, 4.5, "crud"),
    Goal("  its p99 ÷ CRUD's", "http.p99", 1, 0.5, "crud.p99", lower=True),
    Goal("live projection ÷ eventsourcing ProjectionRunner", "projection", 30, 60, "library.projection"),
    Goal("sums anew from 1 M facts in PostgreSQL, facts/s", "recount.1M", 150_000, 300_000),
    Goal("full rebuild from the streams, events/s", "rebuild", 150_000, 300_000),
    Goal("lag post → cube at 1,000/s: p99, ms", "lag.p99", 80, 30, lower=True),
    Goal("any form, 1 M facts, over HTTP: p99, ms", "form.1M.p99", 20, 5, lower=True),
    Goal("any form, 10 M facts, over HTTP: p99, ms", "form.10M.p99", 20, 5, lower=True),
    Goal("  p50 at 1 M ÷ at 100 k facts", "form.1M.p50", 1.3, 1.1, "form.100k.p50", lower=True),
    Goal("  p50 at 10 M ÷ at 100 k facts", "form.10M.p50", 1.3, 1.1, "form.100k.p50", lower=True),
    Goal("yingyuan up, first time, s", "start.first", 8, 3, lower=True),
    Goal("yingyuan up, again, s", "start.again", 4, 3, lower=True),
    Goal("all processes idle, MB (PSS)", "memory", 600, 400, lower=True),
)
