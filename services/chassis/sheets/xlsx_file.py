"""XLSX tables: the same rows as from a CSV, each cell as a person sees it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from services.chassis.sheets.table import Column, Header, Row, Table, Unreadable, header_of
from services.chassis.sheets.xlsx_package import SheetFacts, look_through, repack, unpack

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

_MIDNIGHT = time(0, 0)


def open_xlsx(path: Path, columns: Sequence[Column]) -> Table:
    """Open the first sheet of a workbook for these columns. Unreadable when it is unsafe, broken or lacks columns."""
    parts, part = unpack(path)
    try:
        facts = look_through(parts, part)
        workbook = CalamineWorkbook.from_filelike(repack(parts))
        sheet = workbook.get_sheet_by_index(0)
    except (CalamineError, ValueError, IndexError):
        raise Unreadable("这个 .xlsx 文件坏了，读不出来。请用 Excel 或 WPS 打开后重新保存，再导入。") from None
    rows = enumerate(_texts(sheet), start=1)
    for number, cells in rows:
        if any(cells):
            header = header_of(cells, columns)
            unread = _unread(workbook.sheet_names)
            return Table(_rows(rows, header, facts, columns), sheet.total_height - number, unread + header.warnings)
    raise Unreadable(f"工作表「{sheet.name[:40]}」是空的，没有表头也没有登记。")


def _unread(names: Sequence[str]) -> tuple[str, ...]:
    if len(names) < 2:
        return ()
    return (f"只读了第一张工作表「{names[0][:40]}」，另有 {len(names) - 1} 张没有读。",)


def _texts(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Every row from the sheet's first, every cell from its column A, as text."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield before + [shown(cell) for cell in cells]


def _rows(
    rows: Iterator[tuple[int, list[str]]], header: Header, facts: SheetFacts, columns: Sequence[Column]
) -> Iterator[Row]:
    first: int | None = None
    for number, cells in rows:
        first = number if first is None else first
        spoilt = facts.spoilt.get(number - 1)
        if not spoilt and not any(cell and not cell.isspace() for cell in cells):
            continue
        fault = _spoilt(spoilt, header, columns) if spoilt else None
        if fault is None and any(cell.strip() for cell in cells[header.width :]):
            fault = f"这一行在表头没有列名的地方（第 {header.width + 1} 列以后）还有内容，请删去或补上列名"
        yield Row(number, header.pick(cells), number - first + 1, fault)


def _spoilt(spoilt: dict[int, str], header: Header, columns: Sequence[Column]) -> str | None:
    """The reason for the leftmost formula or error value in a column that we read; others do not matter."""
    for column, place in zip(columns, header.places, strict=True):
        if place in spoilt:
            return f"「{column.names[0]}」{spoilt[place]}"
    return None


def shown(cell: Cell) -> str:
    """A cell as text, as a person would write it in a CSV.

    A number has 15 significant digits, which is what a spreadsheet shows and compares (0.1 + 0.2 is 0.3 to its
    reader); a whole number has no point. A date at midnight is a day; times are rounded to the second, for a sheet
    keeps them as fractions of a day.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        moment = _to_second(cell)
        return moment.date().isoformat() if moment.time() == _MIDNIGHT else moment.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return _clock(
            timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
        )
    return _clock(cell)


def _number(value: float) -> str:
    text = format(Decimal(format(value, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _to_second(moment: datetime) -> datetime:
    try:
        return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        return moment


def _clock(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    text = f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text
