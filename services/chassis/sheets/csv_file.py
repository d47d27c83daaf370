"""Comma-separated tables, read line by line: memory does not grow with the file, and a wrong quote spoils one line only."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from services.chassis.sheets.table import Column, Header, Row, Table, Unreadable, header_of

LONGEST_LINE = 64 * 1024
"""Bytes of one line; a full row with a note of 4,000 characters has under 16 KiB."""
LONGEST_RECORD = 200
"""Lines that one quoted record may span. A quote nobody closed would otherwise swallow all rows after it."""

_SAVE_AS = "请在 Excel 或 WPS 里「另存为」，类型选「CSV UTF-8（逗号分隔）」，或者直接存成 .xlsx，再导入。"
_BOM = b"\xef\xbb\xbf"


class _BadLine(Exception):
    """One line that cannot be read; Chinese text."""


class _Lines:
    """The file's lines as text, with the lines of the current record kept, so that they can be given back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._returned: deque[bytes] = deque()
        self.record: list[bytes] = []
        self.number = 0
        self.bytes = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.record) >= LONGEST_RECORD:
            raise _BadLine("引号没有配对")
        raw = self._returned.popleft() if self._returned else self._read()
        if not raw:
            raise StopIteration
        self.record.append(raw)
        self.number += 1
        if len(raw) > LONGEST_LINE:
            raise _BadLine(f"这一行太长（超过 {LONGEST_LINE // 1024} KB）")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise _BadLine("这一行的文字不是 UTF-8 编码") from None

    def _read(self) -> bytes:
        raw = self._file.readline(LONGEST_LINE + 2)
        self.bytes += len(raw)
        rest = raw
        while len(raw) > LONGEST_LINE and rest and not rest.endswith(b"\n"):
            rest = self._file.readline(LONGEST_LINE)  # the rest of an endless line is counted, not kept
            self.bytes += len(rest)
        return raw

    def begin_record(self) -> int:
        """Forget the last record; the number of the line that comes next."""
        self.record.clear()
        return self.number + 1

    def give_back_all_but_first(self) -> None:
        """Only the first line of the record is wrong: the others are read again as records of their own."""
        self._returned.extendleft(reversed(self.record[1:]))
        self.number -= len(self.record) - 1
        del self.record[1:]


def open_csv(path: Path, columns: Sequence[Column]) -> Table:
    """Open a UTF-8 CSV, with or without BOM. The header is read now, the rows as they are asked for."""
    file = path.open("rb")
    try:
        if file.read(3) != _BOM:
            file.seek(0)
        lines = _Lines(file)
        header = _header(file, lines, columns)
    except BaseException:
        file.close()
        raise
    return Table(_rows(file, lines, header), path.stat().st_size, header.warnings)


def _header(file: BinaryIO, lines: _Lines, columns: Sequence[Column]) -> Header:
    while True:
        lines.begin_record()
        try:
            cells = next(csv.reader(lines, strict=True), None)
        except (_BadLine, csv.Error):
            raise Unreadable(_why_not_text(b"".join(lines.record), columns)) from None
        if cells is None:
            raise Unreadable("文件是空的，没有表头也没有登记。")
        if any(cell.strip() for cell in cells):
            return header_of(cells, columns)


def _why_not_text(first: bytes, columns: Sequence[Column]) -> str:
    """Say what the first line is, when it is not a UTF-8 header."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"文件是 UTF-16 编码（Excel 的「Unicode 文本」），不是 UTF-8。{_SAVE_AS}"
    try:
        first.decode()
    except UnicodeDecodeError:
        pass
    else:
        if b"\r" in first.rstrip(b"\r\n"):
            return f"文件用老式的换行符（只有回车），分不出行。{_SAVE_AS}"
        return f"表头读不懂：引号没有配对，或者第一行太长。{_SAVE_AS}"
    try:
        names = [cell.strip() for cell in first.decode("gb18030").strip().split(",")]
    except UnicodeDecodeError:
        names = []
    known = [column.names[0] for column in columns if any(name in names for name in column.names)]
    if known:
        shown = "、".join(known[:4]) + ("等" if len(known) > 4 else "")
        return f"文件是 GB18030（GBK）编码，不是 UTF-8：按 GB18030 能读出表头的「{shown}」{len(known)} 列。{_SAVE_AS}"
    return f"文件的第一行不是 UTF-8 文字。{_SAVE_AS}"


def _rows(file: BinaryIO, lines: _Lines, header: Header) -> Iterator[Row]:
    with file:
        reader = csv.reader(lines, strict=True)
        while True:
            line = lines.begin_record()
            try:
                cells = next(reader, None)
                if cells is None:
                    return
                if _swallowed_another(lines.record, header):
                    raise _BadLine("引号没有配对，后面的登记被当成了这一行的内容")
            except (_BadLine, csv.Error) as error:
                # A reader that has failed keeps half a field; a new one begins at the next line.
                lines.give_back_all_but_first()
                reader = csv.reader(lines, strict=True)
                yield Row(line, _what_can_be_told(lines.record[0], header), lines.bytes, _in_chinese(error))
                continue
            if any(cell and not cell.isspace() for cell in cells):
                yield Row(line, header.pick(cells), lines.bytes, _ragged(cells, header))


def _swallowed_another(record: Sequence[bytes], header: Header) -> bool:
    """A line inside a quoted cell with as many commas as a row is a row, whatever the quotes say."""
    return len(record) > 1 and any(raw.count(b",") >= max(header.width - 1, 2) for raw in record[1:])


def _ragged(cells: Sequence[str], header: Header) -> str | None:
    if len(cells) < header.width:
        return f"这一行只有 {len(cells)} 列，表头有 {header.width} 列，请补齐逗号"
    if any(cell.strip() for cell in cells[header.width :]):
        return f"这一行有 {len(cells)} 列，表头只有 {header.width} 列；内容里有逗号时请给它加上英文双引号"
    return None


def _what_can_be_told(raw: bytes, header: Header) -> tuple[str, ...]:
    """The cells before the damage, so that a refusal can say which row it is."""
    sound = raw[:4096].decode(errors="replace").split('"', 1)[0].split(",")
    return header.pick(sound[:-1])


def _in_chinese(error: Exception) -> str:
    text = str(error)
    if isinstance(error, _BadLine):
        advice = f"。{_SAVE_AS}" if "UTF-8" in text else "，请检查这一行"
        return f"{text}{advice}"
    if "end of data" in text:
        return "引号没有配对，请检查这一行的英文双引号"
    if "expected after" in text:
        return "英文双引号用得不对：引号里的引号要写成两个，引号后面只能是逗号"
    if "new-line" in text:
        return "这一行中间有单独的回车符，请删去"
    return "这一行的格式读不懂，请检查英文双引号和逗号"
