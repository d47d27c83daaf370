"""Turns an event into the message of its stream, and reads what JetStream says about a message that it delivers."""

from collections.abc import Collection

from nats.aio.msg import Msg

from contracts.wire import envelope, subjects
from contracts.wire.event import Recorded


def message(service: str, public: Collection[str], event: Recorded) -> tuple[str, dict[str, str], bytes]:
    """An event as a message: subject, headers, body. One that is not public is withheld: it holds its place, without a body."""
    if event.type not in public:
        return subjects.withheld(service), envelope.withheld_headers(event), b""
    stream_type = event.stream.partition("-")[0]
    return subjects.event(service, stream_type, event.type), envelope.to_headers(event), event.data.encode()


def sequence(message: Msg) -> int:
    """The stream sequence of a JetStream message, from its reply subject ($JS.ACK.…)."""
    return _field(message, 5)


def delivery(message: Msg) -> int:
    """The consumer sequence: rises by one with every delivery, so a hole means that a message was lost on its way."""
    return _field(message, 6)


def posted_ns(message: Msg) -> int:
    """When the server stored the message, in nanoseconds since 1970."""
    return _field(message, 7)


def _field(message: Msg, place: int) -> int:
    """One number of a reply subject: $JS.ACK.stream.durable.deliveries.sequence.delivery.ns.pending, or the longer form
    that has two more names before the stream."""
    fields = message.reply.split(".")
    return int(fields[place if len(fields) == 9 else place + 2])
