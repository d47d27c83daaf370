"""A table as an Excel workbook, laid out as it is printed."""

import io

import xlsxwriter

from contracts.reporting.tables import Cell, Table

BORDER = {"border": 1, "font_name": "宋体", "font_size": 12, "valign": "vcenter", "text_wrap": True}


def table_xlsx(table: Table) -> bytes:
    """One sheet, A4. A single figure is a number; a pair or a share is text. No text is ever taken for a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(table.period)
    plain = book.add_format(BORDER | {"align": "center"})
    name = book.add_format(BORDER)
    money = book.add_format(BORDER | {"align": "center", "num_format": "0.00"})
    title = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
    line = book.add_format({"font_name": "宋体", "font_size": 12})
    centred = book.add_format({"font_name": "宋体", "font_size": 12, "align": "center"})
    width = len(table.columns)
    sheet.set_paper(9)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, width, 14)
    sheet.fit_to_pages(1, 1)
    sheet.merge_range(0, 0, 0, width, table.title, title)
    sheet.merge_range(1, 0, 1, width, table.subtitle, centred)
    sheet.write_string(2, 0, head_line(table), line)
    sheet.write_string(3, 0, table.item, plain)
    for place, column in enumerate(table.columns):
        sheet.write_string(3, place + 1, column.name, plain)
    for row in table.rows:
        sheet.write_string(row.number + 3, 0, row.name, name)
        for place, cell in enumerate(row.cells):
            _write(sheet, row.number + 3, place + 1, cell, plain, money)
    sheet.write_string(len(table.rows) + 4, 0, table.note, line)
    book.close()
    return out.getvalue()


def head_line(table: Table) -> str:
    """The line above the table: who it is for and which days, under the document's own words where it has them."""
    days = f"{table.first_day.isoformat()} 至 {table.last_day.isoformat()}"
    unit = table.head[0] if table.head else "单位:"
    return f"{unit}{table.region_name}　统计期:{days}"


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet",
    row: int,
    column: int,
    cell: Cell,
    plain: "xlsxwriter.format.Format",
    money: "xlsxwriter.format.Format",
) -> None:
    if len(cell.values) > 1:
        sheet.write_string(row, column, cell.text, plain)
    elif "." in cell.text:
        sheet.write_number(row, column, float(cell.text), money)
    else:
        sheet.write_number(row, column, cell.values[0], plain)
