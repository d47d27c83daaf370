"""The rules of a ledger's cells: text as a person wrote it to a value, or a fault that says what to write instead."""

import re
from datetime import UTC, date, datetime, time
from typing import TypeVar

from contracts.language.codes import MONEY_MATTERS, Channel, Code, Matter, Provider
from contracts.language.periods import SHANGHAI

EARLIEST = date(1949, 10, 1)
"""No entry of a public legal service of the People's Republic is older: an earlier date is a slip of the pen."""
NOTE = "备注"

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_UNFIT_FOR_NOTE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]*")
_MONEY = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?")
_REGION = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}")
_ORGANISATION = re.compile(r"[0-9A-Za-z一-鿿_-]{1,64}")
_WORKER = re.compile(r"[0-9A-Za-z一-鿿_.:-]{1,64}")

_LARGEST_QUANTITY = 10_000_000
_LARGEST_FEN = 10**15
_LONGEST_TEXT = 200
_LONGEST_NOTE = 4000

C = TypeVar("C", bound=Code)


class Fault(Exception):
    """What is wrong with a cell and what to do, in Chinese; the column and the value are added by `sentence`."""


def sentence(column: str, text: str, fault: Fault) -> str:
    """The whole reason. A note (备注) may hold a person's story: its text is never repeated."""
    if column == NOTE:
        return f"「{column}」{fault}"
    return f"「{column}」{f'是「{shortened(text, 30)}」，' if text else '是空的，'}{fault}"


def shortened(text: str, longest: int) -> str:
    """Text fit for a message or a terminal: of bounded length, nothing invisible in it."""
    seen = _INVISIBLE.sub("�", text[: longest + 1])
    return seen if len(text) <= longest else seen[:longest] + "…"


def visible(text: str) -> None:
    """Refuse characters that nobody can see: two numbers that look the same must be the same."""
    if _INVISIBLE.search(text):
        raise Fault("里面有换行或看不见的控制字符（显示为 �），请重新输入这一格")


def _filled(text: str) -> str:
    if not text:
        raise Fault("须填写")
    return text


def number(text: str) -> str:
    """编号: any text, for each organisation counts its own way."""
    if len(_filled(text)) > _LONGEST_TEXT:
        raise Fault(f"太长，最多 {_LONGEST_TEXT} 个字")
    return text


def optional_text(text: str) -> str | None:
    if len(text) > _LONGEST_TEXT:
        raise Fault(f"太长，最多 {_LONGEST_TEXT} 个字")
    return text or None


def note(text: str) -> str | None:
    """备注: free text with lines, sealed before it is stored. Line ends are made one kind: files differ in them."""
    if len(text) > _LONGEST_NOTE:
        raise Fault(f"太长，最多 {_LONGEST_NOTE} 个字")
    if _UNFIT_FOR_NOTE.search(text):
        raise Fault("里面有看不见的控制字符，请重新输入这一格")
    if text.startswith("sealed:"):
        raise Fault("不能以「sealed:」开头，请填写原文")
    return text.replace("\r\n", "\n").replace("\r", "\n") or None


def organisation(text: str) -> str:
    if not _ORGANISATION.fullmatch(_filled(text)):
        raise Fault("不是单位代码：只能用数字、字母、汉字、- 和 _，最多 64 个")
    return text


def worker(text: str) -> str:
    if not _WORKER.fullmatch(_filled(text)):
        raise Fault("不是人员代码：只能用数字、字母、汉字和 - _ . :，最多 64 个")
    return text


def region(text: str) -> str:
    """地区: 6, 9 or 12 digits. Whether the register knows it is for the service to say."""
    if not _REGION.fullmatch(_filled(text)):
        raise Fault("不是区划代码：应为 6 位（区县）、9 位（乡镇街道）或 12 位数字")
    return text


def provider(text: str) -> Provider:
    return _labelled(Provider, _filled(text), "人员类别")


def matter(text: str) -> Matter:
    return _labelled(Matter, _filled(text), "事项")


def _labelled(table: type[C], text: str, what: str) -> C:
    try:
        return table.from_label(text)
    except ValueError:
        choices = "、".join(member.label for member in table)
        raise Fault(f"没有这种{what}，应为以下之一：{choices}") from None


def channel(text: str, of: Matter | None) -> Channel | None:
    """渠道: how a consultation came, and nothing else comes by a channel."""
    if of is Matter.CONSULTATION:
        if not text:
            raise Fault("事项「法律咨询」须填写渠道：来访、电话、网络、来信之一")
        return _labelled(Channel, text, "渠道")
    if text and of is not None:
        raise Fault(f"只有「法律咨询」才填渠道，事项「{of.label}」请留空")
    return _labelled(Channel, text, "渠道") if text else None


def whole(text: str) -> int:
    """数量, 人数: a whole number, none negative; 3.0 is 3, as a spreadsheet may write it."""
    if match := _WHOLE.fullmatch(_filled(text)):
        value = int(match[1])
        if value > _LARGEST_QUANTITY:
            raise Fault(f"太大，最多 {_LARGEST_QUANTITY}")
        return value
    if text.startswith("-") and _NUMBER.fullmatch(text):
        raise Fault("不能是负数")
    if _NUMBER.fullmatch(text):
        raise Fault("应为整数，不能有小数")
    raise Fault("不是整数，请只写数字（半角），不带单位和千分号")


def money(text: str, of: Matter | None) -> int | None:
    """金额 in 分 (1/100 yuan), exactly: at most two decimals, never by way of a floating-point number."""
    if not text:
        if of in MONEY_MATTERS and of is not None:
            raise Fault(f"事项「{of.label}」须填写金额，单位是元")
        return None
    if of is not None and of not in MONEY_MATTERS:
        raise Fault(f"事项「{of.label}」不填金额，请留空")
    if match := _MONEY.fullmatch(text):
        fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
        if fen > _LARGEST_FEN:
            raise Fault("太大，请核对单位是元")
        return fen
    if text.startswith("-") and _NUMBER.fullmatch(text):
        raise Fault("不能是负数")
    if _NUMBER.fullmatch(text) and len(text.partition(".")[2]) > 2:
        raise Fault("小数超过两位，金额以元为单位，最多到分")
    raise Fault("不是金额，请只写以元为单位的数字，如 12345.60，不带货币符号和千分号")


def served(text: str, of: Matter | None) -> str | None:
    """对象. A consultation's record has no place for one, and dropping it in silence is not an answer."""
    if text and of is Matter.CONSULTATION:
        raise Fault("事项「法律咨询」不登记对象，请留空（可以写在备注里）")
    return optional_text(text)


def grouped(text: str, of: Matter | None) -> bool:
    """群体性: 是 for a group case, 否 or nothing for any other."""
    if text not in ("", "是", "否"):
        raise Fault("只能填「是」「否」或留空")
    if text == "是" and of is Matter.CONSULTATION:
        raise Fault("事项「法律咨询」不分群体性，请留空或改用相应的事项")
    return text == "是"


def day(text: str) -> date:
    """日期: 2010-03-18; 2010/3/18 too, which is what Excel makes of it when it saves a CSV."""
    match = _DAY.fullmatch(_filled(text))
    if match is None:
        raise Fault("不是日期，应写成 2010-03-18 的样子")
    try:
        found = date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        raise Fault("没有这一天，请核对年月日") from None
    if found < EARLIEST:
        raise Fault(f"早于 {EARLIEST.isoformat()}，请核对年份")
    return found


def clock(text: str) -> time:
    """时间, Asia/Shanghai. An empty one is refused: midnight would put the entry in a period by guess."""
    match = _CLOCK.fullmatch(_filled(text))
    if match is None:
        raise Fault("不是时间，应写成 20:48 的样子")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if (hour, minute, second) == (24, 0, 0):
        raise Fault("一天到 23:59 为止，请写成第二天的 00:00")
    if hour > 23 or minute > 59 or second > 59:
        raise Fault("没有这个时间，应在 00:00 和 23:59 之间")
    return time(hour, minute, second)


def moment(of_day: date, at: time, now: datetime) -> datetime:
    """The business time in Shanghai; not after `now`, and one that its clocks have shown (summer time, 1986-1991)."""
    found = datetime.combine(of_day, at, SHANGHAI)
    if found > now:
        raise Fault("还没有到，不能登记将来的事，请核对日期和时间")
    if found.astimezone(UTC).astimezone(SHANGHAI).replace(tzinfo=None) != found.replace(tzinfo=None):
        raise Fault("没有这个时间（当天拨快了夏令时），请核对")
    return found
