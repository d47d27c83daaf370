"""Files of the region register (行政区划) made into posts, parents before children.

A register comes as one table (代码, 名称, and where known 上级, 生效, 失效) or as a folder of four, one per level:
`provinces.csv`, `cities.csv`, `areas.csv`, `streets.csv`, as the statistics bureau's table is passed on. The tree is
ragged: 中山 (4420) has no counties, so the folder repeats the city as its own county (442000), which is the same place.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from contracts.intake.region import RegisterRegion
from contracts.language.explained import Explained
from contracts.language.messages import Post
from contracts.language.periods import SHANGHAI
from contracts.language.values import in_reach, normal_region
from services.chassis.ids import derived
from services.chassis.sheets.reader import open_table
from services.chassis.sheets.table import Column, Row, Table, Unreadable

SOURCE_DOCUMENTS = Path(__file__).with_name("source_documents.csv")
"""Divisions the source documents speak of, by GB/T 2260 and its extension to townships: 常州 and 徐州 as the statistics
bureau published them for 2023, 中山 as of 2014."""

_UNDATED = datetime(1949, 10, 1, tzinfo=SHANGHAI)
"""Business time of a division whose file gives no day; fixed, so that importing again repeats the same posts."""
_REGISTRAR = "register"

_CODE = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]{1,200}")
_MOST_FAULTS = 20
_FOLDER = (
    ("provinces.csv", ""),
    ("cities.csv", "provinceCode"),
    ("areas.csv", "cityCode"),
    ("streets.csv", "areaCode"),
)


class BadRegister(Exception):
    """A register that cannot be taken: half a tree is worse than none. `faults` are Chinese, with file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Region:
    """One line of a register, codes in their shortest form; `file` and `line` say where it stands."""

    code: str
    name: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    file: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.file} 第 {self.line} 行"


RegionPost = tuple[str, Post[RegisterRegion]]


def default_posts() -> list[RegionPost]:
    """What a new stack knows: name of the command and post, parents first."""
    return [(RegisterRegion.name, post) for _, post in posts(read_register(SOURCE_DOCUMENTS))]


def posts(regions: Iterable[tuple[int, Region]]) -> Iterator[tuple[int, Post[RegisterRegion]]]:
    """The posts with their depth in the file's tree. An id is made of the content: what has changed is a new command.

    Changing a division back to an earlier state without a day of validity therefore repeats the earlier command
    and changes nothing: give such a change its day (生效).
    """
    for depth, region in regions:
        command = RegisterRegion(
            code=region.code,
            region_name=region.name,
            parent=region.parent,
            valid_from=region.valid_from,
            valid_to=region.valid_to,
        )
        day = region.valid_from
        yield (
            depth,
            Post[RegisterRegion](
                command_id=derived("register-region", command.model_dump_json()),
                actor=_REGISTRAR,
                org=_REGISTRAR,
                region=region.code,
                occurred_at=datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) if day else _UNDATED,
                data=command,
            ),
        )


def read_register(path: Path) -> list[tuple[int, Region]]:
    """Every division of a file or folder with its depth, parents before children; BadRegister tells all faults."""
    faults: list[str] = []
    regions: dict[tuple[str, date | None], Region] = {}
    for name, table in _tables(path):
        for row in table.rows:
            try:
                _enter(regions, _region(name, row))
            except ValueError as error:
                faults.append(f"{name} 第 {row.line} 行：{error}")
                if len(faults) >= _MOST_FAULTS:
                    raise BadRegister([*faults, "错误太多，后面的没有再看。"]) from None
    if faults:
        raise BadRegister(faults)
    if not regions:
        raise BadRegister([f"「{path}」里没有一条区划。"])
    return _parents_first(list(regions.values()))


def _tables(path: Path) -> Iterator[tuple[str, Table]]:
    if not path.is_dir():
        yield path.name, _open(path, "")
        return
    missing = [name for name, _ in _FOLDER if not (path / name).is_file()]
    if missing:
        raise BadRegister([f"文件夹「{path}」里缺少 {'、'.join(missing)}。"])
    for name, parent in _FOLDER:
        yield name, _open(path / name, parent)


def _open(path: Path, parent: str) -> Table:
    """`parent` names the folder's own column for it, which must then be there."""
    columns = (
        Column(("代码", "code")),
        Column(("名称", "name")),
        Column((parent,)) if parent else Column(("上级", "parent"), required=False),
        Column(("生效", "valid_from"), required=False),
        Column(("失效", "valid_to"), required=False),
    )
    try:
        return open_table(path, columns)
    except Unreadable as error:
        raise BadRegister([f"{path.name}：{error}"]) from None


def _region(file: str, row: Row) -> Region:
    """ValueError says in Chinese what is wrong."""
    if row.fault:
        raise ValueError(row.fault)
    code, name, parent, first, last = (cell.strip() for cell in row.cells)
    if not _NAME.fullmatch(name):
        raise ValueError("名称是空的、太长，或者有看不见的字符" if name else "没有名称")
    above = _code(parent, "上级") if parent else None
    region = Region(_code(code, "代码"), name, above, _day(first), _day(last), file, row.line)
    if region.valid_from and region.valid_to and region.valid_to < region.valid_from:
        raise ValueError(f"失效日期 {region.valid_to} 早于生效日期 {region.valid_from}")
    return region


def _code(text: str, what: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(f"{what}「{text[:20]}」应为 2、4、6、9 或 12 位数字")
    return normal_region(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"日期「{text[:20]}」应写成 2010-03-18 的样子，并且确有这一天") from None
    try:
        return in_reach(found)
    except Explained as error:
        raise ValueError(f"日期「{text}」：{error}") from None


def _enter(regions: dict[tuple[str, date | None], Region], new: Region) -> None:
    """Keep a division once per day of validity; a place listed again as its own county is the place itself."""
    known = regions.get((new.code, new.valid_from))
    if known is None:
        if new.parent == new.code:
            raise ValueError(f"{new.code}「{new.name}」的上级是它自己")
        regions[new.code, new.valid_from] = new
    elif known.name != new.name:
        raise ValueError(f"{new.code} 在 {known.place} 已叫「{known.name}」，这里却叫「{new.name}」")
    elif new.parent not in (known.parent, new.code, None) or known.valid_to != new.valid_to:
        raise ValueError(f"{new.code}「{new.name}」与 {known.place} 的上级或失效日期不同")


def _parents_first(regions: list[Region]) -> list[tuple[int, Region]]:
    known = {region.code for region in regions}
    whole = [region if region.parent else _with_parent(region, known) for region in regions]
    parents: dict[str, set[str]] = {}
    for region in whole:
        parents.setdefault(region.code, set()).update(
            {region.parent} if region.parent in known and region.parent else ()
        )
    depths: dict[str, int] = {}
    left = set(parents)
    while left:
        ready = [code for code in left if all(parent in depths for parent in parents[code])]
        if not ready:
            raise BadRegister([f"这些区划互为上级，排不出先后：{'、'.join(sorted(left)[:10])}。"])
        for code in ready:
            depths[code] = max((depths[parent] + 1 for parent in parents[code]), default=0)
        left.difference_update(ready)
    # A division with several days of validity comes in their order: each is a change of the one before.
    return sorted(
        ((depths[region.code], region) for region in whole),
        key=lambda pair: (pair[0], pair[1].code, pair[1].valid_from or date.min),
    )


def _with_parent(region: Region, known: set[str]) -> Region:
    """Where the file names no parent: the nearest shorter code that it holds, or else the next level up."""
    above = [normal_region(region.code[:length]) for length in (9, 6, 4, 2) if length < len(region.code)]
    above = [code for code in above if code != region.code]
    parent = next((code for code in above if code in known), above[0] if above else None)
    return replace(region, parent=parent)
