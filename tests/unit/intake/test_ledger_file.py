"""What is promised about ledger files: the same posts from CSV and from XLSX, a row that cannot be read is refused."""

from datetime import UTC, datetime, time
from pathlib import Path

import xlsxwriter

from services.intake.ledger.entries import Entry, Refusal, read_entry
from services.intake.ledger.file import COLUMNS, open_ledger
from services.intake.ledger.sample import generate, write_csv
from tests.support.sheets import HEADER, line, workbook, written

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_line_that_cannot_be_read_is_refused_with_what_its_reader_says(tmp_path: Path) -> None:
    content = "\n".join([HEADER, "T1-1,2010-03-18", line(2)])
    bad, good = (read_entry(row, NOW) for row in open_ledger(written(tmp_path, content)).rows)
    assert isinstance(bad, Refusal) and isinstance(good, Entry)
    assert (bad.line, bad.number) == (2, "T1-1") and "只有 2 列" in bad.reason


def test_trailing_empty_cells_do_no_harm_and_nul_bytes_are_refused(tmp_path: Path) -> None:
    content = "\n".join([HEADER, line(1) + ",,", line("2\x00"), line(3, "a\x00b")])
    answers = [read_entry(row, NOW) for row in open_ledger(written(tmp_path, content)).rows]
    assert [type(answer) for answer in answers] == [Entry, Refusal, Refusal]


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
