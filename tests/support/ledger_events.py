"""A district's ledger as the events that the services record from it, for tests of what is counted."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.language.codes import Channel, Matter, Provider
from contracts.language.money import fen
from contracts.language.periods import SHANGHAI
from contracts.wire.event import Recorded
from services.intake.ledger.sample import generate

REGISTER = [("32", None, "江苏省"), ("3204", "32", "常州市"), ("320404", "3204", "钟楼区")]
TOWNS = [*(f"320404{n:03d}" for n in range(1, 8)), "320404116"]
NOBODY = UUID(int=0)
FIRST_RECORDED = datetime(2010, 6, 1, tzinfo=UTC)


def recorded(
    source: str,
    position: int,
    event_type: str,
    data: dict[str, Any],
    *,
    day: datetime = FIRST_RECORDED,
    org: str = "320404",
    region: str = "320404",
    recorded_at: datetime | None = None,
) -> Recorded:
    """An event as a log holds it; one a second unless `recorded_at` says otherwise."""
    return Recorded(
        source=source,
        position=position,
        stream=f"{event_type}-{source}-{position}",
        version=1,
        event_id=UUID(int=(1 if source == "intake" else 2) << 64 | position),
        type=event_type,
        schema=1,
        occurred_at=day,
        recorded_at=recorded_at or FIRST_RECORDED + timedelta(seconds=position),
        actor="clerk",
        org=org,
        region=region,
        command_id=NOBODY,
        correlation_id=NOBODY,
        causation_id=NOBODY,
        data=json.dumps(data, ensure_ascii=False),
        hash=b"",
    )


def registered(position: int, code: str, parent: str | None, name: str = "某地", **validity: str) -> Recorded:
    """A division entered in the register."""
    return recorded("intake", position, "region-registered", {"code": code, "name": name, "parent": parent, **validity})


def register_of_changzhou() -> list[Recorded]:
    """常州, 钟楼区 and its townships: the first events of intake's log."""
    divisions = REGISTER + [(town, "320404", f"镇{town[-3:]}") for town in TOWNS]
    return [registered(n + 1, code, parent, name) for n, (code, parent, name) in enumerate(divisions)]


def ledger_rows() -> list[dict[str, str]]:
    """The entries of a made-up ledger, by column."""
    return list(generate(2010, 6000))


def ledger_events(rows: Sequence[dict[str, str]]) -> Iterator[Recorded]:
    """What intake and casework record from the entries: the register, then one event each."""
    register = register_of_changzhou()
    yield from register
    position = {"intake": len(register), "casework": 0}
    for row in rows:
        source, event_type, data = _event(row)
        position[source] += 1
        day = datetime.fromisoformat(f"{row['日期']}T{row['时间']}").replace(tzinfo=SHANGHAI)
        yield recorded(source, position[source], event_type, data, day=day, org=row["单位"], region=row["地区"])


def _event(row: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
    matter = Matter.from_label(row["事项"])
    data: dict[str, Any] = {
        "provider": Provider.from_label(row["人员类别"]),
        "worker": row["人员"],
        "quantity": int(row["数量"] or 1),
        "people": int(row["人数"] or 1),
        "campaign": row["专项活动"] or None,
        "number": row["编号"],
    }
    grouped = {"grouped": row["群体性"] == "是"}
    if matter is Matter.CONSULTATION:
        return "intake", "consultation-recorded", data | {"channel": Channel.from_label(row["渠道"])}
    if matter is Matter.AID_CASE:
        return "casework", "case-registered", data | grouped | {"entry": "back-entry"}
    money = fen(row["金额"]) if row["金额"] else None
    return (
        "intake",
        "activity-recorded",
        data | grouped | {"matter": matter, "money": money, "served": row["对象"] or None},
    )
