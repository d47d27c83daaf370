"""Opens a table by what its file is, CSV or XLSX: the same rows from both.

Of a CSV only the current rows are held in memory; a workbook is bounded before it is opened (`xlsx_package.py`).
"""

from collections.abc import Sequence
from pathlib import Path

from services.chassis.sheets.csv_file import open_csv
from services.chassis.sheets.table import LARGEST_FILE_BYTES, Column, Table, Unreadable
from services.chassis.sheets.xlsx_file import open_xlsx

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


def open_table(path: Path, columns: Sequence[Column]) -> Table:
    """Open a CSV or XLSX file for these columns, by its extension and its first bytes together."""
    start = _start_of(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        if start.startswith(_ZIP):
            raise Unreadable("文件名是 .csv，内容却是 Excel 工作簿。请把扩展名改成 .xlsx 再导入。")
        if start.startswith(_OLE):
            raise Unreadable("文件名是 .csv，内容却是旧版 Excel（.xls）。请在 Excel 里另存为 .xlsx 再导入。")
        return open_csv(path, columns)
    if suffix == ".xlsx":
        if start.startswith(_OLE):
            raise Unreadable("这个工作簿加了密码，或者其实是旧版 .xls。请去掉密码，另存为 .xlsx 再导入。")
        if not start.startswith(_ZIP):
            raise Unreadable("文件名是 .xlsx，内容却不是 Excel 工作簿。请用 Excel 或 WPS 重新保存，或者改用 CSV。")
        return open_xlsx(path, columns)
    raise Unreadable(f"只能读 .csv 和 .xlsx 文件，这个文件的扩展名是「{path.suffix[:20] or '（没有）'}」。")


def _start_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"「{path}」是文件夹，请指明其中的文件。")
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            limit = LARGEST_FILE_BYTES // 1024 // 1024
            raise Unreadable(f"文件有 {size / 1024 / 1024:.0f} MB，超过 {limit} MB。请按月份分成几个文件导入。")
        if size == 0:
            raise Unreadable("文件是空的，没有表头也没有登记。")
        with path.open("rb") as file:
            return file.read(8)
    except FileNotFoundError:
        raise Unreadable(f"找不到文件「{path}」。") from None
    except OSError as error:
        raise Unreadable(f"打不开文件「{path}」：{error.strerror or error}。") from None
