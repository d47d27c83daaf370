"""A minute of chaos with every basic fault, in every run of the tests; `make chaos` goes on for longer."""

import asyncio
import json

import pytest

from tests.chaos.run import run
from tests.chaos.schedule import BASIC, SLICE_PAUSE, SLICE_SECONDS, SLICE_SEED


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost_doubled_or_reordered_whatever_fails() -> None:
    summary = asyncio.run(run(SLICE_SEED, SLICE_SECONDS, list(BASIC), power=False, pause=SLICE_PAUSE, say=print))
    shown = json.dumps(summary, ensure_ascii=False, indent=2)
    assert summary["wrong"] == {}, shown
    by_kind = summary["by_kind"]
    assert isinstance(by_kind, dict) and by_kind.keys() == BASIC.keys(), shown
