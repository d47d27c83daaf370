"""What is promised about a stranger's XLSX: nothing in it takes more memory or reads more than we allow."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from services.chassis.sheets import xlsx_package
from services.chassis.sheets.table import Unreadable
from tests.support.sheets import COLUMNS, line, opened, repacked, why, workbook, written


def good_workbook(tmp_path: Path) -> Path:
    return workbook(tmp_path / "a.xlsx", [list(COLUMNS), line(1).split(",")])


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = repacked(good_workbook(tmp_path), {"xl/sharedStrings.xml": b" " * (40 * 1024 * 1024)})
    tracemalloc.start()
    reason = why(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "压缩得异常" in reason and peak < 64 * 1024 * 1024


def test_a_workbook_that_is_too_big_unpacked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_package, "MOST_UNPACKED_BYTES", 4096)
    assert "展开后超过" in why(good_workbook(tmp_path))


def test_too_many_parts_and_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    many = repacked(good_workbook(tmp_path), {f"xl/media/{n}.xml": b"<a/>" for n in range(1000)})
    assert "个部件" in why(many)
    twice = good_workbook(tmp_path)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", b"<a/>")
    assert "坏了" in why(twice)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert "DOCTYPE" in why(repacked(good_workbook(tmp_path), {part: laughs}))


def test_one_cell_far_away_does_not_make_a_giant_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write(1_048_575, 16_383, "x")
    assert "第 16384 列" in why(tmp_path / "a.xlsx")


def test_one_long_string_used_by_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_package, "MOST_CHARACTERS", 100_000)
    table: list[list[object]] = [list(COLUMNS), *([["长" * 30_000] * 4] * 3)]
    assert "太大" in why(workbook(tmp_path / "a.xlsx", table))


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_its_parts_is_refused(tmp_path: Path, missing: str) -> None:
    path = good_workbook(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != missing}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "坏了" in why(path)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    content = bytearray(good_workbook(tmp_path).read_bytes())
    for place in range(40, len(content), 97):
        spoilt = bytes(content[:place]) + bytes([content[place] ^ 0xFF]) + bytes(content[place + 1 :])
        path = written(tmp_path, spoilt, "b.xlsx")
        try:
            list(opened(path).rows)
        except Unreadable as error:
            assert str(error)


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    raw = good_workbook(tmp_path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = raw.replace(size.to_bytes(4, "little"), (size - 100).to_bytes(4, "little"))
    assert "坏了" in why(written(tmp_path, lying, "b.xlsx"))
