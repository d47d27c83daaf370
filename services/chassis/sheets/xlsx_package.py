"""Opens an XLSX of unknown origin safely: it is unpacked, counted and looked through here before anything else reads it.

An XLSX is a zip of XML files. The sizes that a zip states may be false; a member may unpack to a thousand times its size,
members may overlap, a million cells may use one long shared string, and one cell in the last column makes a table of
sixteen thousand columns. So the parts we need are unpacked under a limit and put into a plain new archive, and only that
is given to the spreadsheet reader.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from services.chassis.sheets.table import Unreadable

MOST_MEMBERS = 1_000
MOST_UNPACKED_BYTES = 50 * 1024 * 1024
MOST_RATIO = 100
"""Unpacked size by packed size, for members over a megabyte. Real sheets have 5 to 30; a zip bomb has 1,000."""
MOST_COLUMNS = 256
MOST_CELLS = 8_000_000
MOST_CHARACTERS = 64 * 1024 * 1024
"""Of all cells together, shared strings counted as often as they are used."""

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TOO_BIG = "请在 Excel 里把台账另存为 CSV UTF-8 再导入，或者按月份分成几个文件。"
_BROKEN = "这个 .xlsx 文件坏了，读不出来。请用 Excel 或 WPS 打开后重新保存，再导入。"


@dataclass(slots=True)
class SheetFacts:
    """What the XML of a sheet says and its values do not: rows and columns count from 0."""

    spoilt: dict[int, dict[int, str]] = field(default_factory=dict)
    """Row and column of every formula and error value, with the reason it is refused."""
    rows: int = 0
    columns: int = 0
    text: int = 0


def unpack(path: Path) -> tuple[dict[str, bytes], str]:
    """The XML parts of the workbook by name, and the name of its first sheet's part."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise Unreadable(f"这个 .xlsx 里有 {len(members)} 个部件，不像是台账。{_TOO_BIG}")
            if len({member.filename for member in members}) != len(members):
                raise Unreadable(_BROKEN)
            parts: dict[str, bytes] = {}
            left = MOST_UNPACKED_BYTES
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    parts[member.filename] = _unpack_one(archive, member, left)
                    left -= len(parts[member.filename])
        for content in parts.values():
            _refuse_declarations(content)
        return parts, _first_sheet(parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        ElementTree.ParseError,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
        ValueError,
    ):
        raise Unreadable(_BROKEN) from None


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    if member.flag_bits & 0x1:
        raise Unreadable("这个工作簿加了密码。请去掉密码后再导入。")
    if member.file_size > 1024 * 1024 and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise Unreadable(f"这个 .xlsx 压缩得异常地紧，为安全起见不打开。{_TOO_BIG}")
    kept = io.BytesIO()
    with archive.open(member) as packed:
        while piece := packed.read(64 * 1024):
            if kept.tell() + len(piece) > limit:
                raise Unreadable(f"这个 .xlsx 展开后超过 {MOST_UNPACKED_BYTES // 1024 // 1024} MB。{_TOO_BIG}")
            kept.write(piece)
    return kept.getvalue()


def _refuse_declarations(content: bytes) -> None:
    """A spreadsheet has no DOCTYPE; one that has is an attack by entities (billion laughs, reading of files)."""

    def refuse(*_: object) -> None:
        raise Unreadable("这个 .xlsx 里有不该有的 XML 声明（DOCTYPE），为安全起见不打开。")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)


def _first_sheet(parts: dict[str, bytes]) -> str:
    """The part that holds the workbook's first sheet (ECMA-376 part 1, 18.2.19 and 9.2)."""
    sheets = [item for item in ElementTree.fromstring(parts["xl/workbook.xml"]).iter() if item.tag.endswith("}sheet")]
    if not sheets:
        raise Unreadable(_BROKEN)
    wanted = sheets[0].get(_RELATION) or next(
        (value for name, value in sheets[0].attrib.items() if name.endswith("}id")), ""
    )
    for relation in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"]):
        if relation.get("Id") == wanted:
            target = relation.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if name not in parts:
                raise Unreadable(_BROKEN)
            return name
    raise Unreadable(_BROKEN)


def repack(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as an archive without compression: what its reader unpacks is what was counted."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    plain.seek(0)
    return plain


def look_through(parts: dict[str, bytes], sheet: str) -> SheetFacts:
    """Walk the sheet's XML once; Unreadable when the table it spans would not fit in memory."""
    scan = _Scan(_shared_lengths(parts))
    scan.run(parts[sheet])
    facts = scan.facts
    if facts.columns > MOST_COLUMNS:
        raise Unreadable(f"表里最靠右的内容在第 {facts.columns} 列，不像是台账。请删去表格右边多余的内容。")
    if facts.rows * facts.columns > MOST_CELLS or facts.text > MOST_CHARACTERS:
        raise Unreadable(f"这张工作表太大（到第 {facts.rows} 行）。{_TOO_BIG}")
    return facts


def _shared_lengths(parts: dict[str, bytes]) -> list[int]:
    name = next((name for name in parts if name.lower() == "xl/sharedstrings.xml"), None)
    lengths: list[int] = []
    if name is None:
        return lengths

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(content: str) -> None:
        if lengths:
            lengths[-1] += len(content)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.Parse(parts[name], True)
    return lengths


class _Scan:
    """One pass over a sheet. A row or cell without a reference follows the one before it (18.3.1.73, 18.3.1.4)."""

    def __init__(self, shared: list[int]) -> None:
        self.facts = SheetFacts()
        self._shared = shared
        self._row = -1
        self._column = -1
        self._kind = ""
        self._value: list[str] | None = None

    def run(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "is", "f"):
            self._filled()
            if name == "f":
                self._spoil("这一格是公式，请改成数值（复制后「选择性粘贴」为「值」）")
            elif self._kind == "e":
                self._spoil("这一格是错误值，请改正")
            self._value = []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "")
        if "r" in attributes:
            self._row, self._column = _place(attributes["r"])
        else:
            self._column += 1

    def _filled(self) -> None:
        self.facts.rows = max(self.facts.rows, self._row + 1)
        self.facts.columns = max(self.facts.columns, self._column + 1)

    def _spoil(self, reason: str) -> None:
        self.facts.spoilt.setdefault(self._row, {}).setdefault(self._column, reason)

    def _text(self, content: str) -> None:
        if self._value is not None:
            self._value.append(content)

    def _end(self, tag: str) -> None:
        if self._value is not None and tag.rpartition(":")[2] in ("v", "is", "f"):
            value = "".join(self._value)
            self._value = None
            shared = self._kind == "s" and value.isascii() and value.isdigit() and int(value) < len(self._shared)
            self.facts.text += self._shared[int(value)] if shared else len(value)


def _place(reference: str) -> tuple[int, int]:
    """Row and column from 0 of a reference such as `AB12`; ValueError for anything else."""
    letters = reference.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise ValueError(reference)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1
