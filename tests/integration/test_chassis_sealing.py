"""Personal text: sealed wherever it is kept, found again by its number, and gone for good when a person is erased."""

import asyncio
import json
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.intake.application import GrantApplication, ReceiveApplication, RefuseApplication
from contracts.intake.consultation import RecordConsultation
from contracts.intake.region import RegisterRegion
from contracts.intake.subject import EraseSubject
from contracts.language.codes import AidMatter, Channel, IdKind, Provider
from contracts.language.messages import Answer
from contracts.language.values import Personal
from services.chassis.failures import Unavailable
from services.chassis.ids import uuid7
from services.chassis.privacy.sealer import ERASED
from services.chassis.runtime import Runtime
from services.intake.main import SERVICE
from tests.support.bus import length, messages
from tests.support.counters import Note, post, toy
from tests.support.lab import Lab, eventually, log_of
from tests.support.stack import DatabaseUrls, TestNats

NAME, NUMBER, PHONE = "欧阳若水", "11010519491231002X", "13800001234"
FACTS, REASON, NOTE = "工资被拖欠三个月整", "不符合经济困难标准之情形", "邻居漏水之事"
CANARIES = (NAME, NUMBER, PHONE, FACTS, REASON, NOTE, "若水")


@pytest.fixture
async def urls(lab: Lab) -> DatabaseUrls:
    return await lab.database(SERVICE)


@pytest.fixture
async def intake(lab: Lab, urls: DatabaseUrls) -> Runtime:
    runtime = await lab.service(SERVICE, urls)
    await done(runtime, RegisterRegion(code="320404", region_name="钟楼区"))
    return runtime


async def done(runtime: Runtime, command: Any, command_id: UUID | None = None) -> Answer:
    """A command through the door, as a terminal sends it."""
    body = sent(command, command_id or uuid7())
    answer = await runtime.door.pass_through(runtime.door.read(command.name, body), "test")
    assert answer.status == "accepted", answer
    return answer


def sent(command: Any, command_id: UUID) -> str:
    return post(command, command_id).model_dump_json(exclude_none=True, context={"reveal": True})


def application(name: str = NAME, number: str | None = NUMBER) -> ReceiveApplication:
    return ReceiveApplication(
        application_id=uuid7(),
        matter=AidMatter.OTHER,
        id_kind=IdKind.RESIDENT if number else IdKind.NONE,
        applicant_name=Personal(name),
        id_number=Personal(number) if number else None,
        phone=Personal(PHONE),
        facts=Personal(FACTS),
        received_by="窗口003",
    )


def refusal(of: ReceiveApplication) -> RefuseApplication:
    return RefuseApplication(
        application_id=of.application_id,
        reviewed_by="审001",
        approved_by="批001",
        document="〔2010〕1号",
        reason=Personal(REASON),
        remedy="可在三日内提出异议",
    )


def consultation() -> RecordConsultation:
    return RecordConsultation(
        consultation_id=uuid7(), provider=Provider.LAWYER, worker="律014", channel=Channel.VISIT, note=Personal(NOTE)
    )


async def received(runtime: Runtime) -> list[dict[str, Any]]:
    """What the applications' events say, in order."""
    return [json.loads(event.data) for event in await log_of(runtime.pool) if event.type == "application-received"]


async def everything(urls: DatabaseUrls) -> str:
    """All tables of the database as text."""
    admin = await asyncpg.connect(urls.admin)
    tables = await admin.fetch(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    texts = [
        str(await admin.fetchval(f"select string_agg(t::text, E'\\n') from {table['name']} t")) for table in tables
    ]
    await admin.close()
    assert len(texts) > 10
    return "\n".join(texts)


async def test_personal_text_stands_in_no_table_and_in_no_message(
    lab: Lab, urls: DatabaseUrls, intake: Runtime, nats_server: TestNats
) -> None:
    nats_server.reset_streams()
    intake.client = await lab.bus(nats_server.connect("intake"))
    deployer = await lab.bus(nats_server.connect())
    lab.start(intake.relay)
    first, command_id = application(), uuid7()
    await done(intake, first, command_id)
    await done(intake, first, command_id)
    await done(intake, consultation())
    await done(intake, refusal(first))
    reused = await intake.door.pass_through(
        intake.door.read(first.name, sent(application("欧阳若水之妹"), command_id)), "test"
    )
    assert reused.code == "command-reused"
    kept = await everything(urls)
    assert "sealed:A256GCM:" in kept

    async def relayed() -> bool:
        return await length(deployer) == len(await log_of(intake.pool))

    await eventually(relayed)
    carried = "\n".join(f"{head} {body.decode()}" for head, body, _ in await messages(deployer))
    for canary in CANARIES:
        assert canary not in kept + carried
        assert canary.encode().hex() not in kept  # as a bytea prints
        assert canary.encode("unicode_escape").decode() not in kept + carried


async def test_who_has_the_key_reads_it_and_who_has_another_one_does_not(
    lab: Lab, urls: DatabaseUrls, intake: Runtime
) -> None:
    await done(intake, application())
    [event] = await received(intake)
    assert [await intake.sealer.open(event[name]) for name in ("name", "id_number", "phone", "facts")] == [
        NAME,
        NUMBER,
        PHONE,
        FACTS,
    ]
    thief = await lab.service(SERVICE, urls, keys="other")
    with pytest.raises(ValueError, match="does not fit its key"):
        await thief.sealer.open(event["name"])


async def test_a_sealed_text_cannot_be_changed_or_given_to_another_person(intake: Runtime) -> None:
    await done(intake, application())
    await done(intake, application("别人", None))
    one, other = await received(intake)
    head, algorithm, _, body = one["name"].split(":")
    for forged in (f"{head}:{algorithm}:{other['applicant']}:{body}", one["name"][:-4] + "AAAA"):
        with pytest.raises(ValueError, match="does not fit"):
            await intake.sealer.open(forged)
    with pytest.raises(ValueError, match="SM4GCM"):
        await intake.sealer.open(f"{head}:SM4GCM:{one['applicant']}:{body}")


async def test_the_same_text_is_never_sealed_alike(intake: Runtime) -> None:
    for _ in range(2):
        await done(intake, application())
    one, other = await received(intake)
    assert one["applicant"] == other["applicant"]
    assert one["name"] != other["name"]


async def test_an_erased_person_reads_deleted_and_nobody_else_does(intake: Runtime) -> None:
    await done(intake, application())
    await done(intake, application("别人", None))
    one, other = await received(intake)
    await done(intake, EraseSubject(subject=UUID(one["applicant"]), ground="本人申请"))
    assert (
        {await intake.sealer.open(one[name]) for name in ("name", "id_number", "phone", "facts")}
        == {ERASED}
        == {"已删除"}
    )
    assert await intake.sealer.open(other["name"]) == "别人"
    rows = await intake.pool.fetch("select subject from kernel.blind_index")
    assert [row["subject"] for row in rows] == []


async def test_an_erasure_keeps_the_chain_whole_and_happens_once(intake: Runtime) -> None:
    await done(intake, application())
    [event] = await received(intake)
    for _ in range(2):
        await done(intake, EraseSubject(subject=UUID(event["applicant"]), ground="本人申请"))
    assert [e.type for e in await log_of(intake.pool)].count("subject-erased") == 1


async def test_the_key_goes_and_the_event_comes_in_one_transaction(urls: DatabaseUrls, intake: Runtime) -> None:
    await done(intake, application())
    [event] = await received(intake)
    admin = await asyncpg.connect(urls.admin)
    await admin.execute("revoke delete on kernel.blind_index from intake")  # the last step of an erasure cannot be done
    command, command_id = EraseSubject(subject=UUID(event["applicant"]), ground="本人申请"), uuid7()
    with pytest.raises((Unavailable, asyncpg.PostgresError)):
        await done(intake, command, command_id)
    assert await intake.sealer.open(event["name"]) == NAME
    assert "subject-erased" not in [e.type for e in await log_of(intake.pool)]
    await admin.execute("grant delete on kernel.blind_index to intake")
    await admin.close()
    await done(intake, command, command_id)
    assert await intake.sealer.open(event["name"]) == ERASED


async def test_an_erased_persons_later_application_is_a_new_persons(intake: Runtime) -> None:
    await done(intake, application())
    [before] = await received(intake)
    await done(intake, EraseSubject(subject=UUID(before["applicant"]), ground="本人申请"))
    await done(intake, application())
    _, after = await received(intake)
    assert after["applicant"] != before["applicant"]
    assert await intake.sealer.open(after["name"]) == NAME
    assert await intake.sealer.open(before["name"]) == ERASED


async def test_what_is_said_later_about_an_erased_person_is_deleted_too(intake: Runtime) -> None:
    pending = application()
    await done(intake, pending)
    [event] = await received(intake)
    await done(intake, EraseSubject(subject=UUID(event["applicant"]), ground="本人申请"))
    await done(intake, refusal(pending))
    refused = json.loads((await log_of(intake.pool))[-1].data)
    assert await intake.sealer.open(refused["reason"]) == ERASED
    assert await intake.sealer.open(event["name"]) == ERASED


async def test_a_repeat_after_the_erasure_gets_the_first_answer_and_brings_nothing_back(
    urls: DatabaseUrls, intake: Runtime
) -> None:
    command, command_id = application(), uuid7()
    first = await done(intake, command, command_id)
    [event] = await received(intake)
    await done(intake, EraseSubject(subject=UUID(event["applicant"]), ground="本人申请"))
    before = await everything(urls)
    again = await done(intake, command, command_id)
    assert again == first.model_copy(update={"repeated": True})
    assert await everything(urls) == before


async def test_a_number_finds_the_same_person_again_however_it_is_written(intake: Runtime) -> None:
    for number in (NUMBER, NUMBER.lower(), f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"):
        await done(intake, application("同一人", number))
    await done(intake, application("无证件", None))
    await done(intake, application("无证件", None))
    persons = [event["applicant"] for event in await received(intake)]
    assert len(set(persons[:3])) == 1
    assert len(set(persons)) == 3


async def test_many_commands_are_decided_in_order_though_one_is_sealed_first(intake: Runtime) -> None:
    asked = application()
    granted = GrantApplication(
        application_id=asked.application_id, reviewed_by="审001", approved_by="批001", document="〔2010〕1号"
    )
    bodies = [(command.name, sent(command, uuid7())) for command in (asked, granted)]
    for repeated in (False, True):
        outcomes = await intake.door.do_all([partial(intake.door.read, *body) for body in bodies])
        assert [(o.status, o.repeated) for o in outcomes if isinstance(o, Answer)] == [("accepted", repeated)] * 2


async def test_two_first_applications_at_once_are_one_persons(lab: Lab, urls: DatabaseUrls, intake: Runtime) -> None:
    replica = await lab.service(SERVICE, urls)
    await asyncio.gather(*(done((intake, replica)[n % 2], application()) for n in range(8)))
    events = await received(intake)
    assert len({event["applicant"] for event in events}) == 1
    assert {await replica.sealer.open(event["name"]) for event in events} == {NAME}


async def test_nothing_is_said_aloud_about_the_person(lab: Lab, capfd: pytest.CaptureFixture[str]) -> None:
    runtime = await lab.service(toy())
    await runtime.committer.submit(post(Note(counter="a", person=uuid7(), text=Personal(NAME))))
    out, err = capfd.readouterr()
    assert NAME not in out + err
