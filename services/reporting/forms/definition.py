"""What a form is: columns, rows, each row a filter and a measure. A new form is a new file here, and no code."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.language.codes import Channel, Matter, Provider
from contracts.language.periods import Period, PeriodKind

FOLDER = Path(__file__).parent

Text = Annotated[str, Field(min_length=1)]


class FormError(Exception):
    """A form's file is wrong. The text names the file and the key."""


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
    """One column: some providers (none named: all), over the period or running from the form's `cumulative_from`."""

    name: Text
    printed: tuple[Text, ...] = ()
    providers: tuple[Provider, ...] = ()
    cumulative: bool = False
    optional: bool = False
    """Shown only when asked for."""


class Form(_Data):
    """One edition of a form."""

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
    def _names_are_plain(self) -> "Form":
        names = [name for row in self.rows for name in (row.name, *row.aliases)]
        if len(set(names)) != len(names):
            raise ValueError("two rows go by the same name")
        if len({column.name for column in self.columns}) != len(self.columns):
            raise ValueError("two columns have the same name")
        return self

    def shown(self, optional: bool) -> tuple[Column, ...]:
        """The columns to show, those shown only when asked for included or not."""
        return tuple(column for column in self.columns if optional or not column.optional)

    def days(self, column: Column, period: Period) -> tuple[date, date]:
        """First and last day that a column counts. Running totals begin with the campaign, or else with the year."""
        if not column.cumulative:
            return period.first_day, period.last_day
        if self.cumulative_from is not None and self.cumulative_from <= period.last_day:
            return self.cumulative_from, period.last_day
        return date(period.last_day.year, 1, 1), period.last_day

    def in_force(self, day: date) -> bool:
        """Whether units owe this form for a period that holds `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_form(path: Path) -> Form:
    """The form in a file; FormError names the file and every key that is wrong."""
    try:
        return Form.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{path.name}: {error}") from None
    except ValidationError as error:
        lines = (f"{path.name}: {'.'.join(map(str, e['loc'])) or 'form'}: {e['msg']}" for e in error.errors())
        raise FormError("\n".join(lines)) from None


def read_forms(paths: Iterable[Path]) -> Mapping[str, Form]:
    """Forms by name; FormError when two files hold the same one."""
    forms: dict[str, Form] = {}
    for path in sorted(paths):
        form = read_form(path)
        if form.name in forms:
            raise FormError(f"{path.name}: name: there is a form {form.name} already")
        forms[form.name] = form
    return forms


@cache
def shipped_forms() -> Mapping[str, Form]:
    """The forms that come with the service."""
    return read_forms(FOLDER.glob("*.toml"))
