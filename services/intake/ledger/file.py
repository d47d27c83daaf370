"""The file of a ledger (台账): the columns of its printed form, from CSV or XLSX the same rows."""

from pathlib import Path

from services.chassis.sheets.reader import open_table
from services.chassis.sheets.table import Column, Table

COLUMNS = (
    "编号",
    "日期",
    "时间",
    "单位",
    "地区",
    "人员",
    "人员类别",
    "事项",
    "渠道",
    "数量",
    "人数",
    "金额",
    "对象",
    "群体性",
    "专项活动",
    "备注",
)


def open_ledger(path: Path) -> Table:
    """Open a ledger; its rows have their cells in the order of `COLUMNS`. Unreadable says why it cannot be done."""
    return open_table(path, tuple(Column((name,)) for name in COLUMNS))
