"""Who may do what on the bus: derived from the streams and durables, one NKEY user per service.

A service publishes its own subjects, reads its own stream to resume, and works its own durables; it can neither
write for another, nor read another's stream past its durables, nor see replies meant for another (private inboxes).
The deployer declares streams and durables, and the command line connects as the deployer; it alone may do everything.
"""

import json
from dataclasses import dataclass

from deploy import SERVICES
from deploy.nats.streams import STREAMS, Stream

ACCOUNT = "APP"


@dataclass(frozen=True)
class Permissions:
    """Subjects a user may publish to and subscribe to; replies to requests it received are always allowed."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def inbox_prefix(user: str) -> str:
    """First token of a service's reply subjects; pass it to the client as `inbox_prefix`."""
    return f"_INBOX_{user}"


def permissions(service: str) -> Permissions:
    """What `service` may do."""
    publish = [f"{service}.>", "query.>", "$JS.API.INFO"]
    for stream in STREAMS:
        if stream.owner == service:
            publish += _resume(stream.name)
        publish += _consume(stream, service)
    return Permissions(
        publish=tuple(publish),
        subscribe=(f"{inbox_prefix(service)}.>", f"query.{service}.>", f"command.{service}.>"),
    )


def accounts(public_keys: dict[str, str], deployer: str) -> str:
    """The `accounts` block of a server's configuration. `public_keys` maps users to NKEYs ("U...")."""
    users = [f"      {{ nkey: {public_keys[deployer]} }}"]
    for service in SERVICES:
        allowed = permissions(service)
        users.append(
            f"      {{ nkey: {public_keys[service]}, permissions: {{\n"
            f"          publish: {{ allow: {json.dumps(allowed.publish)} }}\n"
            f"          subscribe: {{ allow: {json.dumps(allowed.subscribe)} }}\n"
            f"          allow_responses: true }} }}"
        )
    listed = "\n".join(users)
    return (
        f"accounts {{\n  {ACCOUNT} {{\n    jetstream: enabled\n    users: [\n{listed}\n    ]\n  }}\n"
        f"  SYS {{ users: [] }}\n}}\nsystem_account: SYS\n"
    )


def _resume(stream: str) -> list[str]:
    """A relay reads the last message of its own stream: to know where to go on, and whether the stream holds its log."""
    return [
        f"$JS.API.STREAM.INFO.{stream}",
        f"$JS.API.STREAM.MSG.GET.{stream}",
        f"$JS.API.DIRECT.GET.{stream}",
        f"$JS.API.DIRECT.GET.{stream}.>",
    ]


def _consume(stream: Stream, service: str) -> list[str]:
    """Fetching through, confirming on and resetting a durable that is this service's."""
    return [
        subject
        for durable in stream.durables
        if durable.service == service
        for subject in (
            f"$JS.API.CONSUMER.INFO.{stream.name}.{durable.name}",
            f"$JS.API.CONSUMER.MSG.NEXT.{stream.name}.{durable.name}",
            f"$JS.API.CONSUMER.RESET.{stream.name}.{durable.name}",
            f"$JS.ACK.{stream.name}.{durable.name}.>",
        )
    ]
