"""Files of tables for the tests of their reader: a table of sixteen columns, written as CSV and as XLSX."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from services.chassis.sheets.reader import open_table
from services.chassis.sheets.table import Column, Row, Table, Unreadable

HEADER = "编号,日期,时间,单位,地区,人员,人员类别,事项,渠道,数量,人数,金额,对象,群体性,专项活动,备注"
COLUMNS = tuple(HEADER.split(","))
LINE = "T1-{},2010-03-18,20:48,320404116-C,320404116,律014,律师,出具法律建议,,1,1,,,,,"


def line(number: int | str, note: str = "") -> str:
    return LINE.format(number) + note


def written(tmp_path: Path, content: str | bytes, name: str = "台账.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def opened(path: Path) -> Table:
    return open_table(path, tuple(Column((name,)) for name in COLUMNS))


def rows(path: Path) -> list[Row]:
    return list(opened(path).rows)


def why(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        opened(path)
    return str(caught.value)


def workbook(path: Path, table: list[list[object]], *, first: tuple[int, int] = (0, 0)) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for r, cells in enumerate(table):
            for c, cell in enumerate(cells):
                sheet.write(r + first[0], c + first[1], cell)
    return path


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
