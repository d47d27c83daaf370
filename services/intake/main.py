"""The intake service, put together: what clinics record and what the aid centre's window receives."""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any

from contracts.intake import COMMANDS, EVENTS
from contracts.intake.activity import RecordActivity
from contracts.intake.application import GrantApplication, ReceiveApplication, RefuseApplication
from contracts.intake.consultation import RecordConsultation
from contracts.language.codes import IdKind
from contracts.language.identity import check_id_number, compact
from contracts.language.messages import Command, Post
from contracts.language.periods import business_day
from services.chassis.commands.door import Prepare, not_in_the_future
from services.chassis.doors.answers import as_json
from services.chassis.failures import Invalid, Unavailable
from services.chassis.ids import derived, uuid7
from services.chassis.log import QUERIES as LOG_QUERIES
from services.chassis.privacy import QUERIES as PRIVACY_QUERIES
from services.chassis.runtime import Runtime
from services.chassis.service import ServiceDefinition
from services.intake.activity.decider import ACTIVITY
from services.intake.application import rules
from services.intake.application.decider import APPLICATION
from services.intake.application.inbox import INBOX
from services.intake.application.inbox import QUERIES as APPLICATIONS
from services.intake.consultation.decider import CONSULTATION
from services.intake.http import ROUTER
from services.intake.region.decider import REGION
from services.intake.region.known import REGIONS, KnownRegions
from services.intake.region.register import default_posts
from services.intake.subject.decider import SUBJECT


def prepare(runtime: Runtime) -> Mapping[type[Command], Prepare]:
    """What is looked up before a decider may decide."""
    regions = KnownRegions()

    def in_known_region(post: Post[Any]) -> Post[Any] | Awaitable[Post[Any]]:
        not_in_the_future(post)
        return post if post.region in regions.seen else in_new_region(post)

    async def in_new_region(post: Post[Any]) -> Post[Any]:
        if not await regions.has(runtime, post.region):
            raise Invalid(
                "unknown-region", f"地区代码 {post.region} 不在行政区划登记中，请核对，或先导入区划", post.command_id
            )
        return post

    async def timely(post: Post[Any]) -> Post[Any]:
        checked = in_known_region(post)
        return await checked if isawaitable(checked) else checked

    async def with_applicant(post: Post[ReceiveApplication]) -> Post[ReceiveApplication]:
        post = await timely(post)
        command = post.data
        if command.applicant is not None or command.decide_by is not None:
            raise Invalid("not-yours", "申请人编号和办理期限由系统确定，请不要填写", post.command_id)
        try:
            check_id_number(command.id_kind, command.id_number, business_day(datetime.now(UTC)))
        except ValueError as error:
            raise Invalid("id-number", str(error), post.command_id) from None
        found = {
            "applicant": await _applicant(runtime, command),
            "decide_by": rules.decision().last_day(post.occurred_at),
        }
        return post.model_copy(update={"data": command.model_copy(update=found)})

    async def of_applicant(post: Post[RefuseApplication]) -> Post[RefuseApplication]:
        post = await timely(post)
        async with runtime.read("applications") as connection:
            applicant = await connection.fetchval(APPLICATIONS.applicant, post.data.application_id)
        if applicant is None:
            raise Invalid("no-application", "没有这件申请，请核对申请编号", post.command_id)
        return post.model_copy(update={"data": post.data.model_copy(update={"applicant": applicant})})

    return {
        RecordConsultation: in_known_region,
        RecordActivity: in_known_region,
        ReceiveApplication: with_applicant,
        GrantApplication: in_known_region,
        RefuseApplication: of_applicant,
    }


async def _applicant(runtime: Runtime, command: ReceiveApplication) -> Any:
    """The person's id: the one known by this number, or a new one. Without a number everyone is new."""
    if command.id_number is None or command.id_kind is IdKind.NONE:
        return derived("applicant", command.application_id)
    digest = runtime.sealer.keys.keyed_digest("id-number", compact(command.id_number.reveal()).encode())
    kind = command.id_kind.value
    await runtime.pool.execute(PRIVACY_QUERIES.keep_person, kind, digest, uuid7())
    return await runtime.pool.fetchval(PRIVACY_QUERIES.find_person, kind, digest)


async def started(runtime: Runtime) -> None:
    """A new stack knows the regions of the source documents."""
    while True:
        async with runtime.read(REGIONS.name) as connection:
            known = {row["code"] for row in await connection.fetch("select code from region")}
        missing = [(name, post) for name, post in default_posts() if post.data.code not in known]
        try:
            posts = [runtime.door.read(name, post.model_dump_json()) for name, post in missing]
            await asyncio.gather(*[await runtime.door.enter(post) for post in posts])
            return
        except Unavailable:
            await asyncio.sleep(0.5)


async def recorded_at(runtime: Runtime, body: bytes) -> bytes:
    """`query.intake.recorded-at`: when the event at a position was recorded; null where there is none."""
    moment = await runtime.pool.fetchval(LOG_QUERIES.recorded_at, int(json.loads(body)["position"]))
    return as_json({"recorded_at": moment.isoformat() if moment else None})


SERVICE = ServiceDefinition(
    name="intake",
    title="受理登记",
    commands=COMMANDS,
    events=EVENTS,
    deciders=(CONSULTATION, ACTIVITY, APPLICATION, REGION, SUBJECT),
    views=(REGIONS, INBOX),
    queries={"recorded-at": recorded_at},
    routers=(ROUTER,),
    posts=True,
    prepare=prepare,
    started=started,
)
