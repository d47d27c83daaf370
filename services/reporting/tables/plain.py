"""Tables and traces as CSV and JSON."""

import csv
import io
import unicodedata

from contracts.reporting.tables import Table, Trace, TraceEntry

TRACE_HEAD = (
    "编号", "日期", "时间", "单位", "地区", "人员", "人员类别", "事项", "渠道", "数量", "人数", "金额(元)", "对象",
    "专项活动", "计入", "计入(第二数)", "后续事件数", "来源", "日志位置", "事件标识",
)  # fmt: skip


def table_csv(table: Table) -> bytes:
    """UTF-8 without a mark, CRLF; head and rows as the form names them."""
    return _csv(
        [[table.item, *(column.name for column in table.columns)]]
        + [[row.name, *(cell.text for cell in row.cells)] for row in table.rows]
    )


def table_json(table: Table) -> bytes:
    return table.model_dump_json().encode()


def trace_csv(trace: Trace) -> bytes:
    """One line per entry; text that a spreadsheet would take for a formula begins with an apostrophe."""
    return _csv([list(TRACE_HEAD), *(trace_line(entry) for entry in trace.entries)])


def trace_json(trace: Trace) -> bytes:
    return trace.model_dump_json().encode()


def trace_line(entry: TraceEntry) -> list[str]:
    """An entry in the order of TRACE_HEAD."""
    counted, further = entry.counted[0], entry.counted[1:]
    return [
        harmless(entry.number or ""), entry.day.isoformat(), entry.time, harmless(entry.org), entry.region,
        harmless(entry.worker), entry.provider, entry.matter, entry.channel or "", str(entry.quantity),
        str(entry.people), entry.yuan or "", harmless(entry.subject or ""), harmless(entry.campaign or ""),
        str(counted), "".join(map(str, further)), str(len(entry.further_events)), entry.source, str(entry.position),
        str(entry.event_id),
    ]  # fmt: skip


def harmless(text: str) -> str:
    """Text as a spreadsheet shows it and never as a formula (CSV injection)."""
    first = unicodedata.normalize("NFKC", text[:1])  # full width is read as the plain sign in some spreadsheets
    return f"'{text}" if first in ("=", "+", "-", "@", "\t", "\r") else text


def _csv(lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode()
