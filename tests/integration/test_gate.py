"""Nothing that a client sends ends or stops a service: sizes, counts, depths and shapes are judged before they are parsed."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from contracts.intake.consultation import RecordConsultation
from contracts.intake.region import RegisterRegion
from contracts.language.codes import Channel, Provider
from services.chassis.ids import uuid7
from services.chassis.runtime import Runtime
from services.intake.main import SERVICE
from tests.support.counters import post
from tests.support.lab import Lab
from tests.support.web import web

ONE = "/api/intake/commands/record-consultation"
MANY = "/api/intake/commands"
JSON = {"content-type": "application/json"}


@pytest.fixture
async def intake(lab: Lab) -> Runtime:
    runtime = await lab.service(SERVICE)
    await runtime.door.pass_through(post(RegisterRegion(code="320404", region_name="钟楼区")), "test")
    return runtime


@pytest.fixture
async def client(intake: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    async with web(intake) as client:
        yield client


def consultation(note: str | None = None) -> dict[str, Any]:
    command = RecordConsultation.model_validate(
        {
            "consultation_id": uuid7(),
            "provider": Provider.LAWYER,
            "worker": "律014",
            "channel": Channel.VISIT,
            "note": note,
        }
    )
    return json.loads(post(command).model_dump_json(context={"reveal": True}, exclude_none=True))  # type: ignore[no-any-return]


def many(posts: list[dict[str, Any]]) -> bytes:
    content = {"posts": [{"command": "record-consultation", "post": one} for one in posts]}
    return json.dumps(content, ensure_ascii=False).encode()


def is_said_in_chinese(answer: httpx.Response) -> None:
    said = answer.json()
    assert answer.status_code < 500, said
    assert set(said) >= {"code", "reason"}
    assert any("一" <= sign <= "鿿" for sign in said["reason"]), said["reason"]
    assert len(said["reason"]) < 600


HOSTILE = {
    "ones": (MANY, b'{"posts":[' + b"1," * 1_900_000 + b"1]}"),
    "empty-objects": (MANY, b'{"posts":[' + b"{}," * 1_300_000 + b"{}]}"),
    "empty-lists": (MANY, b'{"posts":[' + b"[]," * 1_300_000 + b"[]]}"),
    "spaces": (MANY, b" " * 4_000_000),
    "too-large": (MANY, b" " * 4_200_000),
    "one-too-many": (MANY, json.dumps({"posts": [{"command": "x", "post": {}}] * 1001}).encode()),
    "keys-in-a-post": (ONE, b"{" + b",".join(b'"k%d":1' % n for n in range(90_000)) + b"}"),
    "keys-in-the-data": (ONE, json.dumps({**consultation(), "data": {f"k{n}": n for n in range(60_000)}}).encode()),
    "keys-in-many": (
        MANY,
        json.dumps(
            {"posts": [{"command": "record-consultation", "post": {f"k{n}": n for n in range(900)}}] * 400}
        ).encode(),
    ),
    "deep-lists": (ONE, b"[" * 500_000 + b"]" * 500_000),
    "deep-objects": (ONE, b'{"a":' * 150_000 + b"1" + b"}" * 150_000),
    "deep-in-many": (MANY, b'{"posts":[' + b"[" * 2_000_000),
    "long-text": (ONE, json.dumps({**consultation(), "actor": "a" * 1_000_000}).encode()),
    "long-number": (ONE, b'{"command_id":' + b"9" * 900_000 + b"}"),
    "half-a-surrogate": (ONE, b'{"actor":"\\ud800"}'),
    "not-json": (ONE, b"\xff\xfe" * 100_000),
    "nothing": (MANY, b""),
    "null": (MANY, b"null"),
    "text": (MANY, b'"posts"'),
    "other-shape": (MANY, b'{"posts":{"a":1}}'),
    "posts-of-text": (MANY, b'{"posts":["a","b"]}'),
    "nulls-in-names": (ONE, json.dumps({**consultation(), "\x00": "\x00"}).encode()),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_body_is_refused_in_a_sentence_and_costs_no_more_than_work(
    client: httpx.AsyncClient, name: str
) -> None:
    path, body = HOSTILE[name]
    busy = time.thread_time()
    answer = await client.post(MANY, content=many([consultation() for _ in range(1000)]), headers=JSON)
    work = time.thread_time() - busy
    assert answer.status_code == 200
    busy = time.thread_time()
    refused = await client.post(path, content=body, headers=JSON)
    cost = time.thread_time() - busy
    is_said_in_chinese(refused)
    assert refused.status_code in (400, 413, 422)
    assert cost < work, f"refusing cost {cost / work:.1f} times what a thousand records cost"


async def test_the_largest_work_is_done(client: httpx.AsyncClient) -> None:
    answer = await client.post(MANY, content=many([consultation("记" * 900) for _ in range(1000)]), headers=JSON)
    assert {one["status"] for one in answer.json()["answers"]} == {"accepted"}


async def test_an_error_in_many_names_its_place_and_field_and_is_short(client: httpx.AsyncClient) -> None:
    wrong = {**consultation(), "data": {f"k_{chr(97 + n % 26)}{'x' * (n // 26)}": n for n in range(100)}}
    answer = (await client.post(MANY, content=many([consultation(), wrong]), headers=JSON)).json()["answers"]
    assert answer[0]["status"] == "accepted"
    assert answer[1]["status"] == "invalid" and "还有" in answer[1]["reason"] and len(answer[1]["reason"]) < 600


async def test_a_fault_in_json_is_not_called_the_place_of_a_record(client: httpx.AsyncClient) -> None:
    answer = await client.post(MANY, content=b'{"posts": [' + b" " * 50 + b"!]}", headers=JSON)
    assert answer.status_code == 422 and "第" not in answer.json()["reason"]


async def test_notes_of_a_batch_are_sealed_with_few_round_trips(
    client: httpx.AsyncClient, intake: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    fetch = type(intake.pool).fetch

    async def counted(self: Any, *args: Any, **more: Any) -> Any:
        nonlocal asked
        asked += 1
        return await fetch(self, *args, **more)

    monkeypatch.setattr(type(intake.pool), "fetch", counted)
    answer = await client.post(MANY, content=many([consultation("当事人再次来访") for _ in range(200)]), headers=JSON)
    assert {one["status"] for one in answer.json()["answers"]} == {"accepted"}
    assert asked < 20


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/intake/applications?offset=99999999999999999999", 422),
        ("GET", "/api/intake/applications?limit=0", 422),
        ("GET", "/api/intake/applications?limit=-1", 422),
        ("GET", "/api/intake/applications?status=%00", 400),
        ("GET", "/api/intake/%00", 400),
        ("GET", "/api/intake/applications?" + "a=1&" * 200, 400),
        ("GET", "/api/intake/applications?a=" + "x" * 5000, 414),
        ("GET", "/api/intake/nothing-here", 404),
        ("DELETE", "/api/intake/applications", 405),
        ("PUT", "/api/intake/commands/record-consultation", 405),
        ("GET", "/api/intake/commands", 405),
        ("GET", "/api/intake/receipts/not-an-id", 422),
    ],
)
async def test_what_cannot_be_asked_is_answered_in_chinese(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status, answer.text
    is_said_in_chinese(answer)


async def test_the_head_of_a_page_can_be_asked_for_alone(client: httpx.AsyncClient) -> None:
    whole, head = await client.get("/api/intake/applications"), await client.head("/api/intake/applications")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded"])
async def test_a_form_that_is_none_too_large_or_of_too_many_fields_is_refused(
    client: httpx.AsyncClient, kind: str
) -> None:
    for body in (b"a=1&" * 1000, b"x" * 100_000):
        answer = await client.post("/api/intake/applications", content=body, headers={"content-type": kind})
        assert answer.status_code in (400, 413, 415)
        is_said_in_chinese(answer)


@pytest.mark.parametrize("path", [MANY, ONE, "/api/intake/applications"])
async def test_what_a_page_of_another_site_sends_is_refused(client: httpx.AsyncClient, path: str) -> None:
    body = many([consultation()]) if path == MANY else json.dumps(consultation()).encode()
    foreign = await client.post(path, content=body, headers={**JSON, "origin": "http://evil.example"})
    assert foreign.status_code == 403
    is_said_in_chinese(foreign)
    if path != "/api/intake/applications":
        own = await client.post(path, content=body, headers={**JSON, "origin": "http://service"})
        assert own.status_code == 200
