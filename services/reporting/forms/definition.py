"""What a form is: its editions, each with columns and rows, each row a filter and a measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.language.codes import Channel, Matter, Provider
from contracts.language.periods import Period, PeriodKind, containing

Text = Annotated[str, Field(min_length=1)]


class Measure(StrEnum):
    """What of the facts a row shows."""

    QUANTITY = "quantity"
    """Sum of quantities (数量)."""
    EVENTS = "events"
    """How many facts."""
    SUBJECTS = "subjects"
    """Distinct enterprises served (对象)."""
    WORKERS = "workers"
    """Distinct workers (人员)."""
    PAIR = "pair"
    """Quantity and people, `3/120`."""
    MONEY = "money"
    """Sum of money, kept in 分, shown in 万元."""
    RATIO = "ratio"
    """Quantity as a share of the quantity of `of`, in percent; — where there is nothing to share."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Filter(_Data):
    """Which facts: any of the matters, any of the channels (none named: all), grouped or not (unsaid: both)."""

    matters: Annotated[tuple[Matter, ...], Field(min_length=1)]
    channels: tuple[Channel, ...] = ()
    grouped: bool | None = None

    def takes(self, channel: str, grouped: bool) -> bool:
        """Whether a fact of one of the matters passes, of this channel ('' for none), grouped or not."""
        return (not self.channels or channel in self.channels) and (self.grouped is None or self.grouped == grouped)


class Row(Filter):
    """One row: `printed` are the lines on paper where they differ from the name, `aliases` other names it goes by."""

    name: Text
    aliases: tuple[Text, ...] = ()
    printed: tuple[Text, ...] = ()
    measure: Measure
    of: Filter | None = None

    @model_validator(mode="after")
    def _has_a_whole(self) -> "Row":
        if (self.of is not None) != (self.measure is Measure.RATIO):
            raise ValueError("'of' goes with the measure 'ratio', and with it alone")
        return self


class Column(_Data):
    """One column: some providers (none named: all), over the period or running from the edition's `cumulative_from`."""

    name: Text
    printed: tuple[Text, ...] = ()
    providers: tuple[Provider, ...] = ()
    cumulative: bool = False
    optional: bool = False
    """Shown only when asked for."""


class Edition(_Data):
    """One edition of a form (表式的一版), as one file says it: `name` is the form's, `version` numbers its editions."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Annotated[int, Field(ge=1)]
    valid_from: date
    valid_to: date | None = None
    title: Text
    subtitle: str = ""
    head: tuple[Text, ...] = ()
    item: Text
    """Head of the column of row names."""
    printed_item: str | None = None
    """What is printed there, where the source document prints something else (or nothing)."""
    note: str = ""
    receiver: Text
    period: PeriodKind
    due_days_after: int
    cumulative_from: date | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_are_plain(self) -> "Edition":
        names = [name for row in self.rows for name in (row.name, *row.aliases)]
        if len(set(names)) != len(names):
            raise ValueError("two rows go by the same name")
        if len({column.name for column in self.columns}) != len(self.columns):
            raise ValueError("two columns have the same name")
        return self

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Edition":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("'valid_to' is the last day in force, and lies before 'valid_from'")
        return self

    def shown(self, optional: bool) -> tuple[Column, ...]:
        """The columns to show, those shown only when asked for included or not."""
        return tuple(column for column in self.columns if optional or not column.optional)

    def days(self, column: Column, period: Period) -> tuple[date, date]:
        """First and last day that a column counts. Running totals (累计) begin with the campaign, or else with the year.

        They do not begin anew with an edition: a row counts what passes its own filter on all of these days, also on days
        that were filled in an edition before, whether that had such a row or not.
        """
        if not column.cumulative:
            return period.first_day, period.last_day
        if self.cumulative_from is not None and self.cumulative_from <= period.last_day:
            return self.cumulative_from, period.last_day
        return date(period.last_day.year, 1, 1), period.last_day

    def in_force(self, day: date) -> bool:
        """Whether units owe the form for a period that holds `day`, if the period is filled in this edition."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Form:
    """A form (报表): its editions in order of time, at least one. `reading.read_forms` makes it, and sees to what follows.

    Two editions share no day. A later one begins with a period, never within one: a unit sends in one table for a period,
    and from a day in its middle nobody could tell in which edition. All have periods of one kind: `2012-04` means other
    days in another kind, and a return (应报) is known by the text of its period.
    """

    editions: Sequence[Edition]

    @property
    def name(self) -> str:
        return self.editions[0].name

    @property
    def period(self) -> PeriodKind:
        """How it cuts time."""
        return self.editions[0].period

    def edition_for(self, period: Period) -> Edition:
        """The edition in which a period is filled: the last that had begun by its first day, or else the first of all.

        So every period can be asked for: one before the first edition is filled in the first, one in a gap between two
        editions, or after the end of the last, in the one before. Such periods are not owed (`Edition.in_force`).
        """
        begun = [edition for edition in self.editions if edition.valid_from <= period.first_day]
        return begun[-1] if begun else self.editions[0]

    def edition_on(self, day: date) -> Edition:
        """The edition in which the period that holds `day` is filled."""
        return self.edition_for(containing(self.period, day))
