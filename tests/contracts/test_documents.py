"""The documents of the interfaces: what is checked in is what the code says, and it holds together."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from contracts.language.messages import Command, Event
from contracts.registry import POSTED, everything
from contracts.wire.envelope import to_headers
from contracts.wire.subjects import SERVICES, ServiceName
from deploy.documents import asyncapi, declared, openapi, readmes
from deploy.documents.__main__ import DECLARED, FOLDER
from tests.unit.contracts.test_envelope import AN_EVENT

ASYNCAPI = asyncapi.document()


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def resolve(document: Any, reference: str) -> Any:
    """Follow a JSON pointer in a URI fragment (RFC 6901); KeyError when it leads nowhere."""
    for step in unquote(reference.removeprefix("#/")).split("/"):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


def checked_in(file: str) -> Any:
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))


def test_the_checked_in_asyncapi_is_what_the_registry_says() -> None:
    text = (FOLDER / "asyncapi.json").read_text(encoding="utf-8")
    assert text == json.dumps(ASYNCAPI, ensure_ascii=False, indent=2) + "\n", "docs/api/asyncapi.json: run make docs"


@pytest.mark.parametrize("service", SERVICES)
def test_the_checked_in_openapi_is_what_the_service_says(service: ServiceName) -> None:
    document, file = openapi.document(service), f"openapi/{service}.json"

    assert checked_in(file) == json.loads(json.dumps(document)), f"docs/api/{file}: run make docs"
    for reference in references(document):
        resolve(document, reference)


def test_asyncapi_is_made_for_version_3() -> None:
    assert ASYNCAPI["asyncapi"] == "3.0.0"


def test_commands_that_a_service_keeps_to_itself_are_not_offered() -> None:
    kept = {entry.subject for entry in everything()} - {entry.subject for entry in asyncapi.public()}
    assert kept == {
        "command.casework.open-case", "command.casework.register-case", "command.notify.open-task",
        "command.reporting.expect-return",
    }  # fmt: skip
    assert not kept & ASYNCAPI["operations"].keys()


def test_every_message_has_its_channel_operation_and_example() -> None:
    for entry in asyncapi.public():
        operation = ASYNCAPI["operations"][entry.subject]
        assert operation["action"] == ("send" if issubclass(entry.model, Event) else "receive")
        assert ("reply" in operation) == issubclass(entry.model, Command)
        message = resolve(ASYNCAPI, resolve(ASYNCAPI, operation["messages"][0]["$ref"])["$ref"])
        assert message["examples"] and ("headers" in message) == issubclass(entry.model, Event)


def test_every_reference_leads_somewhere() -> None:
    for reference in references(ASYNCAPI):
        resolve(ASYNCAPI, reference)


def test_posts_name_their_organisation() -> None:
    posts = [channel for name, channel in ASYNCAPI["channels"].items() if name.startswith("post.")]

    assert {channel["address"] for channel in posts} == {f"post.{{org}}.{command.name}" for command in POSTED}
    assert all(channel["parameters"].keys() == {"org"} for channel in posts)


def test_the_documented_headers_are_the_headers() -> None:
    assert asyncapi.HEADERS.keys() == to_headers(AN_EVENT).keys()


def test_the_readme_lists_every_header_service_and_module() -> None:
    folder = FOLDER.parents[1] / "contracts"
    readme = (folder / "README.md").read_text(encoding="utf-8")

    for header in to_headers(AN_EVENT):
        assert f"`{header}`" in readme
    for service in SERVICES:
        assert f"`{service}.<stream type>.<event>`" in readme
    for module in folder.glob("[!_]*.py"):
        assert f"`{module.name}`" in readme


def test_streams_and_durables_are_what_the_services_say_they_hear() -> None:
    assert json.loads(DECLARED.read_text("utf-8")) == declared.document(), "deploy/nats/declared.json: run make docs"


@pytest.mark.parametrize("service", SERVICES)
def test_a_readme_says_what_its_service_is_made_of(service: str) -> None:
    text = readmes.path(service).read_text("utf-8")
    assert text == readmes.document(service), f"services/{service}/README.md: run make docs"
