"""Every benchmark once with a handful of events: what it counts is right. How long anything took is not looked at."""

import pytest

from tests.bench import report
from tests.bench.__main__ import measure
from tests.bench.goals import GOALS
from tests.bench.measuring import Results
from tests.bench.servers import servers
from tests.bench.steps import NAMES, TINY


@pytest.mark.timeout(300)
def test_every_benchmark_accounts_for_every_event_it_sends() -> None:
    results = Results()
    with servers() as running:
        measure(running, [name for name in NAMES if name != "start"], TINY, 1, results, patience=0)
    measured = {name.partition(".")[0] for name in results.figures}
    assert {goal.over.partition(".")[0] for goal in GOALS} - {"start"} <= measured
    assert "post → cube" in report.table(results)
    assert report.document(results, 1)["goals"]
