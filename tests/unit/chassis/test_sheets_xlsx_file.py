"""What is promised about XLSX tables: what a person sees in the sheet, by the row the sheet shows."""

import zipfile
from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from services.chassis.sheets.xlsx_file import shown
from tests.support.sheets import COLUMNS, line, opened, repacked, rows, why, workbook


def test_sheet_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    table: list[list[object]] = [list(COLUMNS), line(1).split(","), [], line(2).split(",")]
    found = rows(workbook(tmp_path / "a.xlsx", table, first=(2, 3)))
    assert [(row.line, row.cells[0]) for row in found] == [(4, "T1-1"), (6, "T1-2")]


def test_only_the_first_sheet_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("三月").write_row(0, 0, COLUMNS)
        book.add_worksheet("四月").write_row(0, 0, COLUMNS)
    assert opened(tmp_path / "a.xlsx").warnings == ("只读了第一张工作表「三月」，另有 1 张没有读。",)


def test_formulas_and_error_values_are_refused_by_line_and_column(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*COLUMNS, "合计"])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, line(row).split(","))
        sheet.write_formula(1, 9, "=1+1", None, 2)
        sheet.write_formula(2, 16, "=SUM(A1:A2)", None, 3)
        sheet.write_formula(3, 12, "=NA()", None, "#N/A")
    one, two, three = rows(tmp_path / "a.xlsx")
    assert one.fault is not None and one.fault.startswith("「数量」这一格是公式")
    assert two.fault is None
    assert three.fault is not None and three.fault.startswith("「对象」这一格是公式")
    broken = workbook(tmp_path / "b.xlsx", [list(COLUMNS), line(1).split(",")])
    with zipfile.ZipFile(broken) as archive:
        sheet_xml = archive.read("xl/worksheets/sheet1.xml")
    place = sheet_xml.index(b'<c r="M2"') if b'<c r="M2"' in sheet_xml else sheet_xml.index(b"</row></sheetData>")
    error = b'<c r="Q2" t="e"><v>#N/A</v></c>'
    changed = sheet_xml[:place] + error.replace(b"Q2", b"M2") + sheet_xml[place:]
    [row] = rows(repacked(broken, {"xl/worksheets/sheet1.xml": changed}))
    assert row.fault == "「对象」这一格是错误值，请改正"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"),
        (406354.5, "406354.5"),
        (0.1 + 0.2, "0.3"),
        (320404001000.0, "320404001000"),
        (1e20, "100000000000000000000"),
        (1.234, "1.234"),
        (True, "TRUE"),
        (7, "7"),
        (datetime(2010, 3, 18), "2010-03-18"),
        (datetime(2010, 3, 18, 20, 48), "2010-03-18 20:48:00"),
        (time(20, 47, 59, 999_000), "20:48"),
        (time(8, 1, 30), "08:01:30"),
    ],
)
def test_a_cell_is_read_as_a_person_sees_it(cell: float | datetime | time, text: str) -> None:
    assert shown(cell) == text


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert "是空的" in why(workbook(tmp_path / "a.xlsx", []))
