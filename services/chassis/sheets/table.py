"""A table in a file, whatever its format: a header, rows with the line a person sees, or a plain refusal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LARGEST_FILE_BYTES = 256 * 1024 * 1024
"""A larger file is not read at all; what people keep in a spreadsheet has a few MB."""


class Unreadable(Exception):
    """A whole file that cannot be read. The text is Chinese, for the person who chose the file."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column we know, by any of its names; the first is the one we speak of."""

    names: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cells` in the order of the columns asked for, absent optional columns as "".

    `line` is the line in the CSV where the row starts, or the row's number in the sheet. `fault` says in Chinese why
    the row cannot be read; its cells then hold what could still be read (the others are ""). `at` is how far the
    reader is, in the unit of `Table.size`.
    """

    line: int
    cells: tuple[str, ...]
    at: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `rows` can be run through once and reads the file as it goes; `size` is bytes or rows."""

    rows: Iterator[Row]
    size: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column asked for stands (None: an optional one that is absent), and the width of a full row."""

    places: tuple[int | None, ...]
    width: int
    warnings: tuple[str, ...] = ()

    def pick(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells of the known columns, "" where the row is too short."""
        return tuple("" if place is None or place >= len(cells) else cells[place] for place in self.places)


def header_of(cells: Sequence[str], columns: Sequence[Column]) -> Header:
    """Find `columns` in the first row; Unreadable names what is missing or there twice."""
    names = [cell.strip().lstrip("\ufeff").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    places: list[int | None] = []
    missing: list[str] = []
    for column in columns:
        found = [place for place, name in enumerate(names) if name in column.names]
        if len(found) > 1:
            raise Unreadable(
                f"表头里「{column.names[0]}」一列出现了 {len(found)} 次，不知道该读哪一列。请只留一列后再导入。"
            )
        if not found and column.required:
            missing.append(column.names[0])
        places.append(found[0] if found else None)
    if missing:
        listed = "、".join(missing)
        raise Unreadable(f"表头缺少这些列：{listed}。第一行须是表头，列名与台账说明一致。{_separator_hint(cells)}")
    return Header(tuple(places), len(names), _unknown(names, columns))


def _unknown(names: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    known = {name for column in columns for name in column.names}
    extra = [name[:20] for name in names if name and name not in known]
    return (f"这些列不认识，没有读：{'、'.join(extra[:20])}。",) if extra else ()


def _separator_hint(cells: Sequence[str]) -> str:
    if len(cells) == 1:
        for mark, name in (("\t", "制表符"), (";", "分号"), ("；", "分号"), ("，", "中文逗号")):
            if mark in cells[0]:
                return f"这个文件像是用{name}分隔的，请另存为用英文逗号分隔的 CSV。"
    return ""
