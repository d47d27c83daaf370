"""What is promised about ledger files: every row by the line a person sees, every bad file by a plain reason."""

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from services.intake.ledger import delimited, package
from services.intake.ledger.entries import Entry, Refusal, read_entry
from services.intake.ledger.reading import COLUMNS, open_ledger
from services.intake.ledger.sample import generate, write_csv
from services.intake.ledger.table import Row, Unreadable
from services.intake.ledger.workbook import shown

HEADER = ",".join(COLUMNS)
LINE = "T1-{},2010-03-18,20:48,320404116-C,320404116,律014,律师,出具法律建议,,1,1,,,,,"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def line(number: int | str, note: str = "") -> str:
    return LINE.format(number) + note


def csv_file(tmp_path: Path, content: str | bytes, name: str = "台账.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(path: Path) -> list[Row]:
    return list(open_ledger(path).rows)


def why(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        open_ledger(path)
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


# --- CSV


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf8_is_read_with_and_without_bom_and_with_either_line_end(tmp_path: Path, mark: bytes, end: str) -> None:
    path = csv_file(tmp_path, mark + end.join([HEADER, line(1), line(2), ""]).encode())
    assert [(row.line, row.cells[0], row.fault) for row in rows(path)] == [(2, "T1-1", None), (3, "T1-2", None)]


def test_columns_may_stand_in_any_order_and_unknown_ones_are_told(tmp_path: Path) -> None:
    names = ["序号", *reversed(COLUMNS)]
    cells = ["1", *reversed(line(1).split(","))]
    table = open_ledger(csv_file(tmp_path, ",".join(names) + "\n" + ",".join(cells) + "\n"))
    assert [row.cells for row in table.rows] == [tuple(line(1).split(","))]
    assert table.warnings == ("这些列不认识，没有读：序号。",)


def test_lines_are_counted_as_a_person_sees_them(tmp_path: Path) -> None:
    content = [HEADER, "", line(1, '"一\n二\n三"'), ",,,,,,,,,,,,,,,", line(2), "   ", line(3)]
    assert [(r.line, r.cells[0]) for r in rows(csv_file(tmp_path, "\n".join(content)))] == [
        (3, "T1-1"),
        (7, "T1-2"),
        (9, "T1-3"),
    ]


def test_a_stray_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    content = [HEADER, line(1, '"没有收尾'), *(line(n) for n in range(2, 400))]
    found = rows(csv_file(tmp_path, "\n".join(content)))
    assert len(found) == 399
    assert found[0].cells[0] == "T1-1" and found[0].fault is not None and "引号没有配对" in found[0].fault
    assert all(row.fault is None for row in found[1:])
    assert found[-1].line == 400


def test_entries_are_not_swallowed_into_a_note_between_two_stray_quotes(tmp_path: Path) -> None:
    content = [HEADER, line(1, '"甲'), line(2), line(3, '乙"'), line(4)]
    found = rows(csv_file(tmp_path, "\n".join(content) + "\n"))
    assert [row.cells[0] for row in found] == ["T1-1", "T1-2", "T1-3", "T1-4"]
    assert [row.fault is None for row in found] == [False, True, True, True]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (line(2).encode() + b'"a"b', "引号里的引号要写成两个"),
        (line(2).encode() + b"a\rb", "单独的回车符"),
        (line(2).encode() + "备注".encode("gb18030"), "不是 UTF-8 编码"),
        (b"T1-2,2010-03-18", "只有 2 列，表头有 16 列"),
        (line(2).encode() + b",x", "有 17 列，表头只有 16 列"),
        (line(2).encode() + b"x" * 70_000, "太长"),
        (line(2).encode() + b"x" * 300_000, "太长"),
        (line(2).encode() + b'"end of file', "引号没有配对"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_and_the_next_is_read(tmp_path: Path, bad: bytes, words: str) -> None:
    content = b"\n".join([HEADER.encode(), line(1).encode(), bad, line(3).encode()])
    one, two, three = rows(csv_file(tmp_path, content))
    assert (one.fault, three.fault, three.line, three.cells[0]) == (None, None, 4, "T1-3")
    assert two.line == 3 and two.fault is not None and words in two.fault
    answer = read_entry(two, NOW)
    assert isinstance(answer, Refusal)


def test_trailing_empty_cells_do_no_harm_and_nul_bytes_are_refused(tmp_path: Path) -> None:
    content = "\n".join([HEADER, line(1) + ",,", LINE.format("2\x00"), line(3, "a\x00b")])
    answers = [read_entry(row, NOW) for row in rows(csv_file(tmp_path, content))]
    assert [type(answer) for answer in answers] == [Entry, Refusal, Refusal]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.csv", b"", ("文件是空的",)),
        ("空行.csv", b"\n\n , \n", ("文件是空的",)),
        (
            "x.csv",
            f"{HEADER}\n{line(1)}".encode("gb18030"),
            ("GB18030", "「编号、日期、时间、单位等」16 列", "CSV UTF-8"),
        ),
        ("x.csv", HEADER.encode("utf-16"), ("UTF-16", "CSV UTF-8")),
        ("x.csv", b"\xff\xff\xff,\xfe\n1,2\n", ("不是 UTF-8", "CSV UTF-8")),
        ("x.csv", HEADER.replace(",", "\t").encode(), ("缺少这些列：编号、日期", "制表符")),
        ("x.csv", HEADER.replace(",", ";").encode(), ("缺少这些列", "分号")),
        ("x.csv", HEADER.replace("地区,", "").replace(",备注", "").encode(), ("缺少这些列：地区、备注。",)),
        ("x.csv", f"{HEADER},日期".encode(), ("「日期」一列出现了 2 次",)),
        ("x.csv", f"{HEADER}\r{line(1)}\r".encode(), ("老式的换行符",)),
        ("x.csv", b'"' + HEADER.encode(), ("引号没有配对",)),
        ("x.csv", b"PK\x03\x04....", ("内容却是 Excel 工作簿", ".xlsx")),
        ("x.csv", b"\xd0\xcf\x11\xe0....", ("旧版 Excel",)),
        ("x.xlsx", b"\xd0\xcf\x11\xe0....", ("密码",)),
        ("x.xlsx", HEADER.encode(), ("不是 Excel 工作簿",)),
        ("x.xlsx", b"PK\x03\x04" + b"\0" * 50, ("坏了",)),
        ("x.txt", HEADER.encode(), ("只能读 .csv 和 .xlsx", "「.txt」")),
        ("台账", HEADER.encode(), ("（没有）",)),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    reason = why(csv_file(tmp_path, content, name))
    for word in words:
        assert word in reason


def test_a_missing_file_a_folder_and_a_giant_are_refused(tmp_path: Path) -> None:
    assert "找不到文件" in why(tmp_path / "没有.csv")
    assert "是文件夹" in why(tmp_path)
    giant = tmp_path / "大.csv"
    with giant.open("wb") as file:
        file.truncate(257 * 1024 * 1024)
    assert "超过 256 MB" in why(giant)


def test_a_file_with_its_header_only_has_no_rows(tmp_path: Path) -> None:
    assert rows(csv_file(tmp_path, HEADER)) == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    block = "".join(line(n) + "\n" for n in range(10_000)).encode()
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"\n")
        while file.tell() < 200 * 1024 * 1024:
            file.write(block)
    table = open_ledger(path)
    counted, peak, at = 0, 0, 0
    for row in table.rows:
        at = row.at
        counted += 1
        if counted == 100_000:  # tracing every row would take minutes: the middle of the file is as good as all of it
            tracemalloc.start()
        elif counted == 150_000:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert at == table.size
    assert counted % 10_000 == 0 and counted > 1_000_000
    assert peak < 4 * 1024 * 1024


# --- XLSX


def test_a_workbook_gives_the_same_posts_as_its_csv_to_the_byte(tmp_path: Path) -> None:
    entries = list(generate(5, 600))
    write_csv(tmp_path / "a.csv", entries)
    as_text = workbook(tmp_path / "text.xlsx", [list(COLUMNS), *([e[c] for c in COLUMNS] for e in entries)])
    with xlsxwriter.Workbook(tmp_path / "real.xlsx") as book:
        sheet = book.add_worksheet()
        day, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, COLUMNS)
        for r, entry in enumerate(entries, 1):
            for c, name in enumerate(COLUMNS):
                if name == "日期":
                    sheet.write_datetime(r, c, datetime.fromisoformat(entry[name]), day)
                elif name == "时间":
                    sheet.write_datetime(r, c, time.fromisoformat(entry[name]), clock)
                elif name in ("地区", "数量", "人数", "金额") and entry[name]:
                    sheet.write_number(r, c, float(entry[name]))
                else:
                    sheet.write(r, c, entry[name])
    bodies = []
    for path in (tmp_path / "a.csv", as_text, tmp_path / "real.xlsx"):
        found = [read_entry(row, NOW) for row in open_ledger(path).rows]
        assert all(isinstance(entry, Entry) for entry in found)
        bodies.append([(entry.line, entry.body()) for entry in found if isinstance(entry, Entry)])
    assert bodies[0] == bodies[1] == bodies[2]


def test_sheet_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    table: list[list[object]] = [list(COLUMNS), line(1).split(","), [], line(2).split(",")]
    found = rows(workbook(tmp_path / "a.xlsx", table, first=(2, 3)))
    assert [(row.line, row.cells[0]) for row in found] == [(4, "T1-1"), (6, "T1-2")]


def test_only_the_first_sheet_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("三月").write_row(0, 0, COLUMNS)
        book.add_worksheet("四月").write_row(0, 0, COLUMNS)
    assert open_ledger(tmp_path / "a.xlsx").warnings == ("只读了第一张工作表「三月」，另有 1 张没有读。",)


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
    monkeypatch.setattr(package, "MOST_UNPACKED", 4096)
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
    monkeypatch.setattr(package, "MOST_TEXT", 100_000)
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
        path = csv_file(tmp_path, spoilt, "b.xlsx")
        try:
            list(open_ledger(path).rows)
        except Unreadable as error:
            assert str(error)


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    raw = good_workbook(tmp_path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = raw.replace(size.to_bytes(4, "little"), (size - 100).to_bytes(4, "little"))
    assert "坏了" in why(csv_file(tmp_path, lying, "b.xlsx"))


def test_the_longest_record_is_bounded(tmp_path: Path) -> None:
    note = '"' + "\n".join("行" for _ in range(delimited.LONGEST_RECORD - 1)) + '"'
    found = rows(csv_file(tmp_path, "\n".join([HEADER, line(1, note), line(2)])))
    assert [row.fault for row in found] == [None, None]
