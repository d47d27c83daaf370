"""How every page says days, moments and deadlines."""

from datetime import date, datetime

from contracts.language.periods import SHANGHAI


def day(value: date) -> str:
    """`2010年3月8日`."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: date) -> str:
    """`2010年3月8日 09:05`, Shanghai time; of a date that is no datetime, the day alone."""
    if not isinstance(value, datetime):
        return day(value)
    there = value.astimezone(SHANGHAI)
    return f"{day(there)} {there:%H:%M}"


def time_left(days: int) -> str:
    """How long until a due day, as people say it; negative days are over."""
    if days == 0:
        return "今天到期"
    many = abs(days)
    length = f"{many} 天" if many < 60 else f"{many // 30} 个月" if many < 730 else f"{many // 365} 年"
    return f"逾期 {length}" if days < 0 else f"还有 {length}"
