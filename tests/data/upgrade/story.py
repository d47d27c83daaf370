"""What is recorded before the upgrade: a little of everything that a bureau tells the system, all of it made up.

Each line is a command as a sender posts it. The ids are fixed, so that the same commands can be posted again later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

ORG, REGION, TOWN = "320404-Z", "320404", "320404116"
WINDOW, REVIEWER, APPROVER = "窗口1", "审查1", "审批1"
TABLES = (("half-month", "2010-03B"), ("month", "2010-04"))
"""The tables that are printed at the end, for REGION: form and period."""

GRANTED, REFUSED, ERASED, OPEN = (UUID(f"0190b5c4-0000-7000-8000-0000000001{n:02d}") for n in range(1, 5))
"""Applications: one whose case is over, one that was refused, one of an erased person, one whose case is open."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Said:
    """A command to a service, and the answer that is expected: the HTTP status."""

    service: str
    command: str
    post: dict[str, Any]
    status: int = 200


def id_number(serial: int) -> str:
    """A resident ID number that fits its check digit and is nobody's: the sequence numbers of one day long ago."""
    body = f"32040419000101{serial:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _post(number: int, at: str, region: str = REGION, **data: Any) -> dict[str, Any]:
    return {
        "command_id": f"0190b5c4-0000-7000-8000-{number:012d}",
        "actor": WINDOW,
        "org": ORG,
        "region": region,
        "occurred_at": f"{at}:00+08:00",
        "data": {key: str(value) if isinstance(value, UUID) else value for key, value in data.items()},
    }


def _application(number: int, application: UUID, name: str, facts: str) -> Said:
    post = _post(
        number, "2010-03-20T09:00", application_id=application, matter="labour", id_kind="resident-id",
        applicant_name=name, id_number=id_number(number), phone=f"000000000{number}", facts=facts, received_by=WINDOW,
    )  # fmt: skip
    return Said("intake", "receive-application", post)


def _decision(number: int, application: UUID, at: str, approver: str = APPROVER, **more: Any) -> dict[str, Any]:
    document = f"钟援决〔2010〕{number}号"
    return _post(
        number, at, application_id=application, reviewed_by=REVIEWER, approved_by=approver, document=document, **more
    )


def beginning() -> Iterator[Said]:
    """Services, a division, applications and what was decided on them."""
    consultation, activity, case = (UUID(f"0190b5c4-0000-7000-8000-0000000002{n:02d}") for n in range(3))
    worker = {"provider": "lawyer", "worker": "律014"}
    yield Said(
        "intake", "register-region", _post(1, "2010-01-01T08:00", code="320404117", region_name="新设镇", parent=REGION)
    )
    yield Said(
        "intake", "record-consultation",
        _post(2, "2010-03-18T20:48", TOWN, consultation_id=consultation, **worker, channel="phone", note="问加班费怎么算"),
    )  # fmt: skip
    yield Said(
        "intake", "record-activity",
        _post(3, "2010-03-19T10:00", "320404117", activity_id=activity, **worker, matter="enterprise-visit", served="某厂"),
    )  # fmt: skip
    yield Said(
        "intake", "record-activity",
        _post(4, "2010-03-24T10:00", TOWN, activity_id=case, **worker, matter="aid-case", people=3, grouped=True),
    )  # fmt: skip
    yield _application(11, GRANTED, "甲某甲", "三个月没有发工资")
    yield _application(12, REFUSED, "乙某乙", "与邻居争一堵墙")
    yield _application(13, ERASED, "丙某丙", "工伤后被辞退")
    yield _application(14, OPEN, "丁某丁", "被拖欠工程款中的工资")
    same_person = _decision(21, GRANTED, "2010-03-21T09:00", approver=REVIEWER)
    yield Said("intake", "grant-application", same_person, status=409)
    yield Said("intake", "grant-application", _decision(22, GRANTED, "2010-03-22T09:00"))
    refusal = _decision(23, REFUSED, "2010-03-22T09:30", reason="不属于法律援助的范围", remedy="十五日内提出异议")
    yield Said("intake", "refuse-application", refusal)
    yield Said("intake", "grant-application", _decision(24, OPEN, "2010-03-22T10:00"))


def erasure(subject: str) -> Said:
    """A person wants to be forgotten."""
    return Said("intake", "erase-subject", _post(31, "2010-03-23T09:00", subject=subject, ground="当事人要求删除"))


def assignment() -> Said:
    """The case of the granted application gets a lawyer."""
    given = {"case_id": GRANTED, "firm": "320404116-C", "provider": "lawyer", "worker": "律021"}
    return Said("casework", "assign-case", _post(41, "2010-03-24T09:00", TOWN, **given))


def closing() -> Said:
    """And is over: a return visit is due."""
    return Said("casework", "close-case", _post(42, "2010-03-30T09:00", TOWN, case_id=GRANTED, result="won"))


def completion(task: str) -> Said:
    """A task is done."""
    done = _post(51, "2010-04-01T09:00", task_id=task, by=WINDOW, outcome="done")
    return Said("notify", "complete-task", done)


WRONG_NAME = "写错的名字"


def renaming() -> Iterator[Said]:
    """A division gets a wrong name, and its right one again."""
    for number, name in ((61, WRONG_NAME), (62, "邹区镇")):
        renamed = {"code": TOWN, "region_name": name, "parent": REGION}
        yield Said("intake", "register-region", _post(number, "2010-04-02T09:00", **renamed))


def durable_posts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Posts left on the bus, with their subjects: one that is taken, one from another organisation than it says."""
    for number, org in ((71, ORG), (72, "somebody-else")):
        record = {
            "consultation_id": UUID(f"0190b5c4-0000-7000-8000-0000000003{number:02d}"), "provider": "notary",
            "worker": "公003", "channel": "web",
        }  # fmt: skip
        yield f"post.{org}.record-consultation", _post(number, "2010-03-25T09:00", **record)
