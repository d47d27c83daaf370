"""Reads `limits.toml`: how many days there are for what, since when, and who says so."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from contracts.language.periods import business_day

FILE = Path(__file__).with_name("limits.toml")


class Limit(BaseModel):
    """One edition of a limit: `days` Shanghai days after the day on which something happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int
    unit: Literal["calendar"]
    excludes_start_day: bool
    starts: str
    """The event that it runs from."""
    source: str
    """The law and article, or the document, in Chinese: people read it beside what is due."""
    valid_from: date
    valid_to: date | None = None

    def last_day(self, started: datetime) -> date:
        """The last Shanghai day on which it is in time."""
        return business_day(started) + timedelta(days=self.days - (0 if self.excludes_start_day else 1))


def limit(name: str, started: datetime) -> Limit:
    """The edition of a limit in force when it starts to run; before the first edition, the first. KeyError for no such limit."""
    editions = _limits()[name]
    day = business_day(started)
    return next((one for one in reversed(editions) if one.valid_from <= day), editions[0])


@cache
def _limits() -> dict[str, list[Limit]]:
    """Every limit with its editions, the oldest first; ValueError where two of them hold on one day."""
    found = TypeAdapter(dict[str, list[Limit]]).validate_python(tomllib.loads(FILE.read_text("utf-8")))
    for name, editions in found.items():
        editions.sort(key=lambda one: one.valid_from)
        for older, newer in pairwise(editions):
            if older.valid_to is None or older.valid_to >= newer.valid_from:
                raise ValueError(
                    f"{FILE.name}: {name}: the edition of {older.valid_from} must end before {newer.valid_from}"
                )
    return found
