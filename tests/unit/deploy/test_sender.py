"""What is promised about posting: every post gets its one answer, in order, through failures of the service."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID, uuid5

import pytest

from deploy.cli.shared import sender
from deploy.cli.shared.sender import NotSent, Outgoing, Sender, Verdict

NAMESPACE = UUID(int=7)
Reply = tuple[int, object]


class Service:
    """A real HTTP server on a real port that answers as `behave` says; None cuts the line without an answer."""

    def __init__(self, behave: Callable[[int, list[dict[str, object]]], Reply | None]) -> None:
        self.behave = behave
        self.requests: list[list[str]] = []
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")
                )
                posts = json.loads(await reader.readexactly(length))["posts"]
                self.requests.append([post["post"]["command_id"] for post in posts])
                reply = self.behave(len(self.requests), posts)
                if reply is None:
                    return
                body = json.dumps(reply[1]).encode()
                writer.write(b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n%s" % (reply[0], len(body), body))
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running(behave: Callable[[int, list[dict[str, object]]], Reply | None]) -> AsyncIterator[Service]:
    service = Service(behave)
    server = await asyncio.start_server(service, "127.0.0.1", 0, limit=2**24)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()


def outgoing(number: int, name: str | None = None, **more: int) -> Outgoing[int]:
    key = uuid5(NAMESPACE, name or str(number))
    body = json.dumps({"command_id": str(key), "n": number}).encode()
    return Outgoing(number, key, "record-activity", body, **({"lane": key.int} | more))


def accepts(posts: list[dict[str, object]]) -> Reply:
    ids = [post["post"]["command_id"] for post in posts]  # type: ignore[index]  # plain JSON
    return 200, {"answers": [{"command_id": key, "status": "accepted"} for key in ids]}


async def post_all(service: Service, posts: list[Outgoing[int]], **more: float) -> dict[int, Verdict]:
    verdicts: dict[int, Verdict] = {}

    def settle(key: int, verdict: Verdict) -> None:
        assert key not in verdicts, "a post is settled once"
        verdicts[key] = verdict

    await Sender(service.url, settle, lambda _: None, **more).run(posts)  # type: ignore[arg-type]  # numbers of either kind
    return verdicts


async def test_every_post_gets_its_answer_in_batches() -> None:
    async with running(lambda _, posts: accepts(posts)) as service:
        verdicts = await post_all(service, [outgoing(n) for n in range(5000)])
    assert len(verdicts) == 5000
    assert max(map(len, service.requests)) <= 500
    assert len(service.requests) < 20


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
async def test_a_failing_service_is_asked_again_with_the_same_ids(status: int) -> None:
    async with running(lambda n, posts: (status, {}) if n < 3 else accepts(posts)) as service:
        verdicts = await post_all(service, [outgoing(n) for n in range(10)], lanes=1)
    assert len(verdicts) == 10
    assert service.requests[0] == service.requests[1] == service.requests[2]


async def test_a_line_that_breaks_before_the_answer_is_tried_again() -> None:
    async with running(lambda n, posts: None if n == 1 else accepts(posts)) as service:
        assert len(await post_all(service, [outgoing(n) for n in range(10)], lanes=1)) == 10
    assert service.requests[0] == service.requests[1]


async def test_only_the_posts_without_an_answer_are_sent_again() -> None:
    def behave(count: int, posts: list[dict[str, object]]) -> Reply:
        status, body = accepts(posts)
        if count == 1:
            body["answers"][3]["status"] = "unavailable"  # type: ignore[index]  # plain JSON
        return status, body

    async with running(behave) as service:
        assert len(await post_all(service, [outgoing(n) for n in range(10)], lanes=1)) == 10
    assert [len(request) for request in service.requests] == [10, 1]


async def test_one_id_is_never_twice_in_a_request_and_keeps_its_order() -> None:
    posts = [outgoing(n, name=str(n % 40)) for n in range(200)]
    seen: dict[str, list[int]] = {}

    def behave(_: int, batch: list[dict[str, object]]) -> Reply:
        for post in batch:
            seen.setdefault(post["post"]["command_id"], []).append(post["post"]["n"])  # type: ignore[index]  # plain JSON
        return accepts(batch)

    async with running(behave) as service:
        assert len(await post_all(service, posts)) == 200
    assert all(len(set(request)) == len(request) for request in service.requests)
    assert all(numbers == sorted(numbers) for numbers in seen.values())


async def test_groups_do_not_share_a_request() -> None:
    async with running(lambda _, posts: accepts(posts)) as service:
        await post_all(service, [outgoing(n, group=n // 10) for n in range(30)], lanes=1)
    assert [len(request) for request in service.requests] == [10, 10, 10]


async def test_refused_invalid_and_repeated_are_told_apart() -> None:
    def behave(_: int, posts: list[dict[str, object]]) -> Reply:
        status, body = accepts(posts)
        body["answers"][0] |= {"repeated": True}  # type: ignore[index]  # plain JSON
        body["answers"][1] |= {"status": "refused", "code": "command-reused", "reason": "甲"}  # type: ignore[index]
        body["answers"][2] |= {"status": "invalid", "code": "invalid", "reason": "乙"}  # type: ignore[index]
        return status, body

    async with running(behave) as service:
        verdicts = await post_all(service, [outgoing(n) for n in range(4)], lanes=1)
    assert [verdicts[n].status for n in range(4)] == ["repeated", "refused", "refused", "accepted"]
    assert [verdicts[n].reason for n in range(4)] == [None, "甲", "乙", None]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ((503, {}), "没有应答"),
        (None, "没有应答"),
        ((404, {}), "HTTP 404"),
        ((200, {"answers": []}), "只应答了 0 条"),
        ((200, {"answers": [{"command_id": str(UUID(int=1)), "status": "accepted"}]}), "次序不符"),
        ((200, "什么"), "读不懂"),
    ],
)
async def test_what_cannot_be_mended_by_waiting_ends_with_words(reply: Reply | None, words: str) -> None:
    async with running(lambda _, __: reply) as service:
        with pytest.raises(NotSent, match=words):
            await post_all(service, [outgoing(1)], patience=0.5)


async def test_a_service_that_is_not_there_ends_with_words() -> None:
    with pytest.raises(NotSent, match="连接不上"):
        await Sender[int]("http://127.0.0.1:1", lambda *_: None, lambda _: None, patience=0.3).run([outgoing(1)])


def test_a_batch_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "LARGEST_BATCH", 150)

    async def run() -> list[int]:
        async with running(lambda _, posts: accepts(posts)) as service:
            await post_all(service, [outgoing(n) for n in range(6)], lanes=1)
            return [len(request) for request in service.requests]

    assert max(asyncio.run(run())) <= 2
