"""Value types that several messages share: codes, quantities, money, short texts. Personal text is in `personal.py`."""

from datetime import date
from functools import lru_cache
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from contracts.language.explained import Explained
from contracts.language.personal import SEALED_PREFIX, Personal, Sealed

# Ranges are spelt out: in pydantic's regular expressions \d also takes the digits of every other script.
REGION_PATTERN = r"^[1-9][0-9]([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?$"
ORG_PATTERN = r"^[0-9A-Za-z一-鿿_-]{1,64}$"
ACTOR_PATTERN = r"^[0-9A-Za-z一-鿿_.:-]{1,64}$"
# No control characters, and no marks that change the direction of writing: with them a screen shows another text.
SHORT_TEXT_PATTERN = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+$"


@lru_cache(maxsize=65536)
def normal_region(code: str) -> str:
    """The shortest form of a division code: 320404001000 is 320404001, 320404000000 is 320404, 320400 is 3204.

    Accepts 2, 4, 6, 9 or 12 digits (GB/T 2260 and the statistics bureau's 12-digit code). The levels are province,
    prefecture, county, township and village; zeros stand for levels that a division does not have.
    """
    for length, level in ((12, "000"), (9, "000"), (6, "00"), (4, "00")):
        if len(code) == length and code.endswith(level):
            code = code[: -len(level)]
    return code


def full_region(code: str) -> str:
    """The 12-digit form of a division code, as tables and other systems print it: 320404 is 320404000000."""
    return code.ljust(12, "0")


D = TypeVar("D", bound=date)

_YEARS = range(1949, 2200)


def in_reach(day: D) -> D:
    """The day or time, unchanged; Explained when its year is one that no record of a public legal service can have.

    Such a year is a typing mistake, or how another system writes "no date": 0001-01-01, 9999-12-31. Near the ends of the
    calendar Python and PostgreSQL cannot calculate with every time that the other can write.
    """
    if day.year not in _YEARS:
        raise Explained(f"年份应在 {_YEARS[0]} 年到 {_YEARS[-1]} 年之间；没有这个日期的，请留空")
    return day


BusinessTime = Annotated[AwareDatetime, AfterValidator(in_reach)]
Day = Annotated[date, AfterValidator(in_reach)]
RegionCode = Annotated[str, StringConstraints(pattern=REGION_PATTERN), AfterValidator(normal_region)]
OrgCode = Annotated[str, StringConstraints(pattern=ORG_PATTERN)]
Actor = Annotated[str, StringConstraints(pattern=ACTOR_PATTERN)]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=SHORT_TEXT_PATTERN)
]
Quantity = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Fen = Annotated[int, Field(ge=0, le=10**15, strict=True, description="money in 分 (1/100 yuan)")]

__all__ = [
    "ACTOR_PATTERN",
    "ORG_PATTERN",
    "REGION_PATTERN",
    "SEALED_PREFIX",
    "SHORT_TEXT_PATTERN",
    "Actor",
    "BusinessTime",
    "Day",
    "Fen",
    "OrgCode",
    "Personal",
    "Quantity",
    "RegionCode",
    "Sealed",
    "ShortText",
    "full_region",
    "in_reach",
    "normal_region",
]
