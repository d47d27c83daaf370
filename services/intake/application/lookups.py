"""What is looked up before an application is decided on: whose it is, and by when the decision is due."""

from inspect import isawaitable
from typing import Any

from contracts.intake.application import ReceiveApplication, RefuseApplication
from contracts.language.codes import IdKind
from contracts.language.identity import check_id_number, compact
from contracts.language.messages import Post
from services.chassis.clock import today
from services.chassis.failures import Invalid
from services.chassis.ids import derived, uuid7
from services.chassis.privacy import QUERIES as PERSONS
from services.chassis.service import Service
from services.intake.application.view import APPLICATIONS, QUERIES
from services.intake.region.lookups import in_known_region
from services.rules.limits import limit


async def with_applicant(service: Service, post: Post[ReceiveApplication]) -> Post[ReceiveApplication]:
    """A Lookup: the applicant's id and the last day for the decision (Legal Aid Law art. 43)."""
    post = await _in_known_region(service, post)
    command = post.data
    if command.applicant is not None or command.decide_by is not None:
        raise Invalid("not-yours", "申请人编号和办理期限由系统确定，请不要填写", post.command_id)
    try:
        check_id_number(command.id_kind, command.id_number, today())
    except ValueError as error:
        raise Invalid("id-number", str(error), post.command_id) from None
    found = {
        "applicant": await _applicant(service, command),
        "decide_by": limit("application-decision", post.occurred_at).last_day(post.occurred_at),
    }
    return post.model_copy(update={"data": command.model_copy(update=found)})


async def of_applicant(service: Service, post: Post[RefuseApplication]) -> Post[RefuseApplication]:
    """A Lookup: whose application it is, whose key therefore seals the reason."""
    post = await _in_known_region(service, post)
    async with service.read(APPLICATIONS.name) as connection:
        applicant = await connection.fetchval(QUERIES.applicant, post.data.application_id)
    if applicant is None:
        raise Invalid("no-application", "没有这件申请，请核对申请编号", post.command_id)
    return post.model_copy(update={"data": post.data.model_copy(update={"applicant": applicant})})


async def _in_known_region(service: Service, post: Post[Any]) -> Post[Any]:
    checked = in_known_region(service, post)
    return await checked if isawaitable(checked) else checked


async def _applicant(service: Service, command: ReceiveApplication) -> Any:
    """The person's id: the one known by this number, or a new one. Without a number everyone is new."""
    if command.id_number is None or command.id_kind is IdKind.NONE:
        return derived("applicant", command.application_id)
    digest = service.sealer.keys.keyed_digest("id-number", compact(command.id_number.reveal()).encode())
    kind = command.id_kind.value
    await service.pool.execute(PERSONS.keep_person, kind, digest, uuid7())
    return await service.pool.fetchval(PERSONS.find_person, kind, digest)
