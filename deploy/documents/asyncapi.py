"""AsyncAPI 3.0 of everything on the bus, by FastStream's own generator from the registry of messages.

The generator knows subjects and payloads. What it has no words for is added after it: the envelope in the headers of
events, the sample of every message, the answer to a command, and that the organisation in a post's subject varies.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI

from contracts.frozen.freeze import SAMPLES
from contracts.language.messages import Answer, Command, Event, Message, Post
from contracts.registry import POSTED, Entry, everything
from contracts.wire import envelope, subjects
from contracts.wire.subjects import SERVICES
from deploy.definitions import definition_of

Json = dict[str, Any]  # a JSON object; FastStream gives the document as one

DESCRIPTION: Final = (
    "Events carry their envelope in the headers (CloudEvents 1.0, binary mode) and their data in the body. "
    "A service holds the place of an event it keeps to itself with an empty message on <service>.internal.withheld. "
    "Commands and questions are asked by request and reply. In post.{org}.<command>, {org} is the organisation's code: "
    "letters, digits, - and _ as they are, the UTF-8 bytes of all else written =E4."
)

HEADERS: Final = {
    envelope.SPEC: "version of CloudEvents",
    envelope.ID: "id of the event (UUID version 7)",
    envelope.SOURCE: "/yingyuan/<service>: whose log the event is in",
    envelope.TYPE: "what happened",
    envelope.STREAM: "the stream it happened to",
    envelope.OCCURRED_AT: "business time, RFC 3339 in UTC with microseconds",
    envelope.CONTENT: "always application/json",
    envelope.SCHEMA: "version of the shape of the data",
    envelope.VERSION: "its place in its stream, from 1",
    envelope.RECORDED_AT: "when it was recorded, RFC 3339 in UTC with microseconds",
    envelope.ACTOR: "who did it",
    envelope.ORG: "for which organisation",
    envelope.REGION: "in which division",
    envelope.COMMAND_ID: "the command that led to it",
    envelope.CORRELATION_ID: "what the whole conversation is about",
    envelope.CAUSATION_ID: "the message that directly led to it",
    envelope.POSITION: "its place in the service's log and in its JetStream stream, from 1",
    envelope.HASH: "its link in the log's hash chain, hexadecimal",
}


def document() -> Json:
    """The AsyncAPI document."""
    broker = NatsBroker(specification_url="nats://localhost:4222", description="the bureau's NATS server", logger=None)
    for entry in public():
        _declare(broker, entry)
    for model in POSTED:
        handler = _handler(Post[model], None)  # type: ignore[valid-type]  # made at run time
        broker.subscriber(_posted_to(model), title=f"post.{model.name}", description=_said(model))(handler)
    specification = AsyncAPI(broker, title="应援", version="1", description=DESCRIPTION, schema_version="3.0.0")
    made: Json = specification.to_specification().to_jsonable()
    return _completed(made)


def public() -> list[Entry]:
    """Every message that others may send or read: all but the commands a service keeps for its own processes."""
    closed = {command for service in SERVICES for command in definition_of(service).closed}
    return [entry for entry in everything() if entry.model not in closed]


def _declare(broker: NatsBroker, entry: Entry) -> None:
    model = entry.model
    if issubclass(model, Event):
        broker.publisher(entry.subject, title=entry.subject, description=_said(model), schema=model)
    elif issubclass(model, Command):
        handler = _handler(Post[model], Answer)  # type: ignore[valid-type]  # made at run time
        broker.subscriber(entry.subject, title=entry.subject, description=_said(model))(handler)
    else:
        broker.subscriber(entry.subject, title=entry.subject, description=_said(model))(_handler(model, None))


def _handler(message: type[Message], answer: type[Message] | None) -> Callable[..., Awaitable[Any]]:
    """A handler that is never called: the generator reads what it takes from its annotations."""

    async def handle(body: Message) -> Any:
        raise NotImplementedError("for documents only")

    handle.__annotations__ = {"body": message, "return": answer}
    return handle


def _posted_to(model: type[Command]) -> str:
    return subjects.posts_for(model.name).replace("*", "{org}")


def _said(model: type[Message]) -> str:
    return " ".join((model.__doc__ or "").split())


def _completed(made: Json) -> Json:
    components = made["components"]
    components["schemas"]["Envelope"] = {
        "type": "object",
        "title": "Envelope",
        "description": "CloudEvents 1.0 attributes; values are printable ASCII, all else percent-encoded UTF-8",
        "properties": {name: {"type": "string", "description": meaning} for name, meaning in HEADERS.items()},
        "required": list(HEADERS),
    }
    components["schemas"]["Answer"] = Answer.model_json_schema()
    components["messages"]["answer"] = {
        "title": "answer",
        "payload": {"$ref": "#/components/schemas/Answer"},
        "examples": [{"payload": _sample("answer.v1.json")}],
    }
    made["channels"]["answer"] = {
        "address": None,
        "description": "the inbox that the one who asks names in the request",
        "messages": {"answer": {"$ref": "#/components/messages/answer"}},
    }
    for entry in public():
        _complete_message(made, entry)
    for model in POSTED:
        channel = made["channels"][f"post.{model.name}"]
        channel["parameters"] = {"org": {"description": "code of the organisation, as a token"}}
    for part in (made["channels"], made["operations"], *components.values()):  # FastStream gives them in any order
        ordered = sorted(part.items())
        part.clear()
        part.update(ordered)
    return made


def _complete_message(made: Json, entry: Entry) -> None:
    channel = made["channels"][entry.subject]
    reference = next(iter(channel["messages"].values()))["$ref"]
    message = made["components"]["messages"][reference.rpartition("/")[2]]
    message["summary"] = f"{entry.kind} {entry.name}, version {entry.version}"
    sample: Json = _sample(entry.file)
    if entry.kind == "event":
        message["headers"] = {"$ref": "#/components/schemas/Envelope"}
        message["correlationId"] = {"location": f"$message.header#/{envelope.CORRELATION_ID}"}
    if entry.kind == "command":
        sample = _sample("post.v1.json") | {"data": sample}
        made["operations"][entry.subject]["reply"] = {
            "channel": {"$ref": "#/channels/answer"},
            "messages": [{"$ref": "#/channels/answer/messages/answer"}],
        }
    message["examples"] = [{"payload": sample}]


def _sample(file: str) -> Json:
    if not (SAMPLES / file).exists():
        raise LookupError(f"contracts/frozen/samples/{file}: it is missing; run make freeze")
    content: Json = json.loads((SAMPLES / file).read_text(encoding="utf-8"))
    return content
