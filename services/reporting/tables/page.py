"""A table as a page: on paper (A4) exactly what the source document prints."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from contracts.reporting.tables import Table


def _join_lines(lines: Sequence[str]) -> Markup:
    return Markup("<br>").join(lines)


_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_PAGES.filters["join_lines"] = _join_lines

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; base-uri 'none'"
)
"""Content-Security-Policy of the page: its own style, and nothing else."""


def table_html(table: Table, filled_on: date) -> bytes:
    """The page; `filled_on` is the Shanghai day that goes beside 填报日期."""
    filled = filled_head(table, filled_on)
    return _PAGES.get_template("page.html").render(table=table, filled=filled, style=Markup(STYLE)).encode()


def filled_head(table: Table, filled_on: date) -> list[str]:
    """What goes beside each text of the form's head: the place beside 填报单位, the day beside 填报日期."""
    day = f"{filled_on.year}年{filled_on.month}月{filled_on.day}日"
    return [table.region_name if "单位" in text else day if "日期" in text else "" for text in table.head]
