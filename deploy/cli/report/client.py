"""Tables and traces, asked of the reporting service over the front door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

import httpx

from contracts.reporting.tables import Trace, TraceEntry
from deploy.cli.report.catch_up import wait_for_statistics
from deploy.local.errors import OperatorError

PAGE = 10_000
"""Facts in one page of a trace."""
_TIMEOUT = httpx.Timeout(120.0, connect=5.0)


class NotReported(OperatorError):
    """The service has no answer, and says why."""


@contextmanager
def session(address: str, *, wait: bool) -> Iterator[httpx.Client]:
    """A connection to the stack; with `wait`, once its statistics have counted everything recorded so far."""
    with httpx.Client(base_url=address, timeout=_TIMEOUT, trust_env=False) as client:
        if wait:
            wait_for_statistics(client)
        yield client


def fetch_table(client: httpx.Client, form: str, region: str, period: str, format: str, as_of: str | None) -> bytes:
    """The table as the service renders it; NotReported with the service's reason."""
    return _get(client, _path(form, region, period), {"format": format, "as_of": as_of})


def fetch_trace(
    client: httpx.Client, form: str, region: str, period: str, row: int, column: str, as_of: str | None
) -> Trace:
    """The whole trace, all pages of it; NotReported with the service's reason."""
    path = f"{_path(form, region, period)}/trace"
    entries: list[TraceEntry] = []
    offset: int | None = 0
    while True:
        asked: dict[str, str | int | None] = {
            "row": row,
            "column": column,
            "as_of": as_of,
            "offset": offset,
            "limit": PAGE,
        }
        page = Trace.model_validate_json(_get(client, path, asked))
        entries += page.entries
        offset = page.next_offset
        if offset is None:
            return page.model_copy(update={"entries": tuple(entries), "offset": 0})


def _path(form: str, region: str, period: str) -> str:
    return "/api/reporting/forms/" + "/".join(quote(part, safe="") for part in (form, region, period))


def _get(client: httpx.Client, path: str, asked: Mapping[str, str | int | None]) -> bytes:
    try:
        answer = client.get(path, params={name: value for name, value in asked.items() if value is not None})
    except httpx.TransportError as error:
        raise NotReported(f"统计服务没有回应（{type(error).__name__}）。请运行 yingyuan doctor 查看原因。") from None
    if answer.status_code != httpx.codes.OK:
        raise NotReported(_reason(answer))
    return answer.content


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["reason"])
    except (ValueError, LookupError, TypeError):
        return f"统计服务出错（HTTP {answer.status_code}）。请运行 yingyuan doctor 查看原因。"
