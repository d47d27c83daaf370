"""Money is whole 分 (1/100 yuan) everywhere; text appears only at the edges, and only here."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from contracts.language.explained import Explained

_YUAN = re.compile(r"(?P<sign>-?)(?P<whole>\d{1,14})(?:\.(?P<cents>\d+))?")
_CENT = Decimal("0.01")


def fen(text: str) -> int:
    """Yuan as people write it (`12`, `12.3`, `12.30`) as whole 分, exactly.

    Raises Explained: not a number, negative, or finer than a 分.
    """
    match = _YUAN.fullmatch(text.strip())
    if match is None or not text.isascii():
        raise Explained("金额应为以元为单位的数字，例如 1234.50")
    if match["sign"]:
        raise Explained("金额不能是负数")
    cents = match["cents"] or ""
    if len(cents) > 2:
        raise Explained("金额最多两位小数（精确到分），例如 1234.50")
    return int(match["whole"]) * 100 + int(cents.ljust(2, "0"))


def yuan(amount: int) -> str:
    """分 as yuan with two decimals: 1230 is `12.30`."""
    return str(Decimal(amount).scaleb(-2).quantize(_CENT))


def wan_yuan(amount: int) -> str:
    """分 as 万元 with two decimals, half to even: 215_900_000 is `215.90`, 500_000_000 is `500.00`."""
    return str(Decimal(amount).scaleb(-6).quantize(_CENT, ROUND_HALF_EVEN))
