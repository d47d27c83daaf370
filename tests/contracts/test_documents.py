"""The documents of the interfaces: what is checked in is what the code says, and it holds together."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from contracts.language.messages import Command, Event
from contracts.registry import POSTED, everything
from contracts.wire.envelope import to_headers
from contracts.wire.subjects import SERVICES, ServiceName
from deploy.documents import asyncapi, openapi
from deploy.documents.__main__ import DOCUMENTS, ROOT
from tests.unit.contracts.test_envelope import AN_EVENT


@pytest.fixture(scope="module")
def bus() -> Any:
    """The AsyncAPI document."""
    return asyncapi.document()


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


@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_is_checked_in_is_what_the_code_says(path: str) -> None:
    is_current = (ROOT / path).exists() and (ROOT / path).read_text("utf-8") == DOCUMENTS[path]()
    assert is_current, f"{path}: run make docs"


@pytest.mark.parametrize("service", SERVICES)
def test_every_reference_of_an_openapi_document_leads_somewhere(service: ServiceName) -> None:
    document = openapi.document(service)
    for reference in references(document):
        resolve(document, reference)


def test_asyncapi_is_made_for_version_3(bus: Any) -> None:
    assert bus["asyncapi"] == "3.0.0"


def test_commands_that_a_service_keeps_to_itself_are_not_offered(bus: Any) -> None:
    kept = {entry.subject for entry in everything()} - {entry.subject for entry in asyncapi.public()}
    assert kept == {
        "command.casework.open-case", "command.casework.register-case", "command.notify.open-task",
        "command.reporting.expect-return",
    }  # fmt: skip
    assert not kept & bus["operations"].keys()


def test_every_message_has_its_channel_operation_and_example(bus: Any) -> None:
    for entry in asyncapi.public():
        operation = bus["operations"][entry.subject]
        assert operation["action"] == ("send" if issubclass(entry.model, Event) else "receive")
        assert ("reply" in operation) == issubclass(entry.model, Command)
        message = resolve(bus, resolve(bus, operation["messages"][0]["$ref"])["$ref"])
        assert message["examples"] and ("headers" in message) == issubclass(entry.model, Event)


def test_every_reference_leads_somewhere(bus: Any) -> None:
    for reference in references(bus):
        resolve(bus, reference)


def test_posts_name_their_organisation(bus: Any) -> None:
    posts = [channel for name, channel in bus["channels"].items() if name.startswith("post.")]

    assert {channel["address"] for channel in posts} == {f"post.{{org}}.{command.name}" for command in POSTED}
    assert all(channel["parameters"].keys() == {"org"} for channel in posts)


def test_the_documented_headers_are_the_headers() -> None:
    assert asyncapi.HEADERS.keys() == to_headers(AN_EVENT).keys()


def test_the_readme_lists_every_header_service_and_module() -> None:
    folder = ROOT / "contracts"
    readme = (folder / "README.md").read_text(encoding="utf-8")

    for header in to_headers(AN_EVENT):
        assert f"`{header}`" in readme
    for service in SERVICES:
        assert f"`{service}.<stream type>.<event>`" in readme
    for module in folder.glob("[!_]*.py"):
        assert f"`{module.name}`" in readme
