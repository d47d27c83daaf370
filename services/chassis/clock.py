"""The one place that asks what day it is. Rules never do: what they need to know of time comes with the command."""

from datetime import UTC, date, datetime

from contracts.language.periods import business_day


def today() -> date:
    """The Shanghai day."""
    return business_day(datetime.now(UTC))
