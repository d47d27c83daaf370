"""Reads `rules.toml`: the application's time limits."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts.language.periods import business_day


class TimeLimit(BaseModel):
    """`days` Shanghai days after the day on which something happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int
    unit: Literal["calendar"]
    excludes_start_day: bool
    starts: str
    source: str
    valid_from: date

    def last_day(self, started: datetime) -> date:
        """The last day on which it is in time."""
        return business_day(started) + timedelta(days=self.days - (0 if self.excludes_start_day else 1))


@cache
def decision() -> TimeLimit:
    """When an application must be decided (Legal Aid Law art. 43)."""
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return TimeLimit.model_validate(tomllib.load(file)["decision"])
