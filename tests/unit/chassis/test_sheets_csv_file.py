"""What is promised about CSV tables: every row by the line a person sees, and a fault spoils its own line only."""

from pathlib import Path

import pytest

from services.chassis.sheets import csv_file
from tests.support.sheets import COLUMNS, HEADER, line, opened, rows, written


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf8_is_read_with_and_without_bom_and_with_either_line_end(tmp_path: Path, mark: bytes, end: str) -> None:
    path = written(tmp_path, mark + end.join([HEADER, line(1), line(2), ""]).encode())
    assert [(row.line, row.cells[0], row.fault) for row in rows(path)] == [(2, "T1-1", None), (3, "T1-2", None)]


def test_columns_may_stand_in_any_order_and_unknown_ones_are_told(tmp_path: Path) -> None:
    names = ["序号", *reversed(COLUMNS)]
    cells = ["1", *reversed(line(1).split(","))]
    table = opened(written(tmp_path, ",".join(names) + "\n" + ",".join(cells) + "\n"))
    assert [row.cells for row in table.rows] == [tuple(line(1).split(","))]
    assert table.warnings == ("这些列不认识，没有读：序号。",)


def test_lines_are_counted_as_a_person_sees_them(tmp_path: Path) -> None:
    content = [HEADER, "", line(1, '"一\n二\n三"'), ",,,,,,,,,,,,,,,", line(2), "   ", line(3)]
    assert [(r.line, r.cells[0]) for r in rows(written(tmp_path, "\n".join(content)))] == [
        (3, "T1-1"),
        (7, "T1-2"),
        (9, "T1-3"),
    ]


def test_a_stray_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    content = [HEADER, line(1, '"没有收尾'), *(line(n) for n in range(2, 400))]
    found = rows(written(tmp_path, "\n".join(content)))
    assert len(found) == 399
    assert found[0].cells[0] == "T1-1" and found[0].fault is not None and "引号没有配对" in found[0].fault
    assert all(row.fault is None for row in found[1:])
    assert found[-1].line == 400


def test_entries_are_not_swallowed_into_a_note_between_two_stray_quotes(tmp_path: Path) -> None:
    content = [HEADER, line(1, '"甲'), line(2), line(3, '乙"'), line(4)]
    found = rows(written(tmp_path, "\n".join(content) + "\n"))
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
    one, two, three = rows(written(tmp_path, content))
    assert (one.fault, three.fault, three.line, three.cells[0]) == (None, None, 4, "T1-3")
    assert two.line == 3 and two.fault is not None and words in two.fault
    assert len(two.cells) == len(COLUMNS)


def test_a_file_with_its_header_only_has_no_rows(tmp_path: Path) -> None:
    assert rows(written(tmp_path, HEADER)) == []


def test_the_longest_record_is_bounded(tmp_path: Path) -> None:
    note = '"' + "\n".join("行" for _ in range(csv_file.LONGEST_RECORD - 1)) + '"'
    found = rows(written(tmp_path, "\n".join([HEADER, line(1, note), line(2)])))
    assert [row.fault for row in found] == [None, None]
