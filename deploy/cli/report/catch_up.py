"""Waiting until the projections have taken all that was recorded when we began: a script reads its own writes."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from deploy.local.errors import OperatorError

PATIENCE = 60.0
"""Seconds."""
_PAUSE = 0.05

Progress = dict[str, Any]


class NotCaughtUp(OperatorError):
    """The projections are behind, or a service does not answer."""


def wait_for_statistics(client: httpx.Client, patience: float = PATIENCE) -> None:
    """Return once reporting has counted everything that is recorded now, and what casework makes of it.

    Raises NotCaughtUp after `patience` seconds, with what it was still waiting for.
    """
    deadline = time.monotonic() + patience
    intake = _until(client, "intake", lambda progress: True, "受理服务没有回应", deadline)["head"]
    _until(client, "intake", _has_published(intake), "受理服务还没有把登记发布出去", deadline)
    _until(client, "casework", _has_taken("intake/", intake), "案件服务还没有处理完新的登记", deadline)
    casework = _until(client, "casework", lambda progress: True, "案件服务没有回应", deadline)["head"]
    _until(client, "casework", _has_published(casework), "案件服务还没有把案件发布出去", deadline)
    _until(client, "reporting", _has_taken("intake/", intake), "统计还没有算到最新的登记", deadline)
    _until(client, "reporting", _has_taken("casework/", casework), "统计还没有算到最新的案件", deadline)


def _has_published(position: int) -> Callable[[Progress], bool]:
    return lambda progress: int(progress["published"]) >= position


def _has_taken(source: str, position: int) -> Callable[[Progress], bool]:
    """Every reader of `source` is past the position, or has nothing left (a reader of few subjects stops before it)."""

    def taken(progress: Progress) -> bool:
        readers = [reader for name, reader in progress["consumers"].items() if name.lower().startswith(source)]
        return all(
            int(reader["position"]) >= position or not (reader["pending"] or reader.get("unconfirmed", 0))
            for reader in readers
        )

    return taken


def _until(
    client: httpx.Client, service: str, is_done: Callable[[Progress], bool], waiting_for: str, deadline: float
) -> Progress:
    while True:
        progress = _progress(client, service)
        if progress is not None and is_done(progress):
            return progress
        if time.monotonic() > deadline:
            raise NotCaughtUp(
                f"等了 {PATIENCE:.0f} 秒，{waiting_for}。"
                "请稍后再试，或加 --no-wait 先看现有的数字；也可运行 yingyuan doctor 查看原因。"
            )
        time.sleep(_PAUSE)


def _progress(client: httpx.Client, service: str) -> Progress | None:
    """A service's progress; None while it cannot say."""
    try:
        answer = client.get(f"/health/{service}/progress")
        found: Progress = answer.json() if answer.status_code == httpx.codes.OK else {}
    except (httpx.TransportError, ValueError):
        return None
    return found or None
