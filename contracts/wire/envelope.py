"""The envelope of an event on the bus: CloudEvents 1.0 attributes as NATS headers, in binary content mode.

The body is the event's JSON exactly as stored; everything else about it is here. contracts/README.md lists the headers.
Every published event passes through `to_headers` once and through `from_message` once per consumer, so neither uses
pydantic. Header values are printable ASCII: whatever else a code holds (worker codes are Chinese) is percent-encoded
UTF-8, as the CloudEvents bindings say, which also keeps line breaks out of the header block.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, NoReturn
from uuid import UUID

from contracts.wire.event import Recorded
from contracts.wire.headers import ESCAPED, decoded, encoded, link, moment, natural, rfc3339
from contracts.wire.subjects import WITHHELD, ServiceName, is_service

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
SOURCE_PREFIX = "/yingyuan/"

ID = "ce-id"
SOURCE = "ce-source"
TYPE = "ce-type"
STREAM = "ce-subject"
OCCURRED_AT = "ce-time"
SPEC = "ce-specversion"
CONTENT = "ce-datacontenttype"
SCHEMA = "ce-schemaversion"
VERSION = "ce-streamversion"
RECORDED_AT = "ce-recordedtime"
ACTOR = "ce-actor"
ORG = "ce-org"
REGION = "ce-region"
COMMAND_ID = "ce-commandid"
CORRELATION_ID = "ce-correlationid"
CAUSATION_ID = "ce-causationid"
POSITION = "ce-position"
HASH = "ce-chainhash"


class EnvelopeError(ValueError):
    """Headers that are not the envelope of one of our events, or an event that cannot have one."""


class Withheld(NamedTuple):
    """The envelope of an event that its service keeps to itself: it holds the place in the stream, nothing more."""

    source: ServiceName
    position: int
    event_id: UUID
    recorded_at: datetime
    hash: bytes


def to_headers(event: Recorded) -> dict[str, str]:
    """The headers of a published event; EnvelopeError for an empty text or a time without its zone."""
    try:
        command, correlation, causation = event.command_id, event.correlation_id, event.causation_id
        command_text = str(command)
        stream = event.stream
        return {
            SPEC: SPEC_VERSION,
            ID: str(event.event_id),
            SOURCE: _source(event.source),
            TYPE: _low(event.type),
            STREAM: stream if stream and not ESCAPED.search(stream) else encoded(stream),
            OCCURRED_AT: rfc3339(event.occurred_at),
            CONTENT: CONTENT_TYPE,
            SCHEMA: str(event.schema),
            VERSION: str(event.version),
            RECORDED_AT: rfc3339(event.recorded_at),
            ACTOR: _low(event.actor),
            ORG: _low(event.org),
            REGION: _low(event.region),
            COMMAND_ID: command_text,
            CORRELATION_ID: command_text if correlation == command else str(correlation),
            CAUSATION_ID: command_text if causation == command else str(causation),
            POSITION: str(event.position),
            HASH: event.hash.hex(),
        }
    except ValueError as error:
        raise EnvelopeError(str(error)) from None


def withheld_headers(event: Recorded) -> dict[str, str]:
    """The headers of an event that is not published. Who did what, where and when stays inside the service."""
    try:
        return {
            SPEC: SPEC_VERSION,
            ID: str(event.event_id),
            SOURCE: _source(event.source),
            TYPE: WITHHELD,
            RECORDED_AT: rfc3339(event.recorded_at),
            POSITION: str(event.position),
            HASH: event.hash.hex(),
        }
    except ValueError as error:
        raise EnvelopeError(str(error)) from None


def from_message(
    headers: Mapping[str, str] | None, body: bytes, parse_id: Callable[[str], UUID] = UUID
) -> Recorded | Withheld:
    """The event in a message; EnvelopeError names the header that is missing or wrong.

    `parse_id` may be a faster UUID type: with the standard one, four ids are most of the time this takes.
    """
    if not headers:
        raise EnvelopeError("a message without headers")
    try:
        if headers[SPEC] != SPEC_VERSION:
            raise EnvelopeError(f"{SPEC} is not {SPEC_VERSION}")
        if headers[TYPE] == WITHHELD:
            return _withheld(headers, parse_id)
        command_text, correlation, causation = headers[COMMAND_ID], headers[CORRELATION_ID], headers[CAUSATION_ID]
        command = parse_id(command_text)
        stream = headers[STREAM]
        return Recorded(
            stream if stream and not ESCAPED.search(stream) else decoded(stream),
            _small(headers[VERSION]),
            parse_id(headers[ID]),
            _plain(headers[TYPE]),
            _small(headers[SCHEMA]),
            moment(headers[OCCURRED_AT]),
            _plain(headers[ACTOR]),
            _plain(headers[ORG]),
            _plain(headers[REGION]),
            command,
            command if correlation == command_text else parse_id(correlation),
            command if causation == command_text else parse_id(causation),
            body.decode(),
            natural(headers[POSITION]),
            moment(headers[RECORDED_AT]),
            link(headers[HASH]),
            source=_service(headers[SOURCE]),
        )
    except EnvelopeError:
        raise
    except (KeyError, ValueError, AttributeError, TypeError):
        _blame(headers, parse_id)


def _withheld(headers: Mapping[str, str], parse_id: Callable[[str], UUID]) -> Withheld:
    return Withheld(
        _service(headers[SOURCE]),
        natural(headers[POSITION]),
        parse_id(headers[ID]),
        moment(headers[RECORDED_AT]),
        link(headers[HASH]),
    )


def _blame(headers: Mapping[str, str], parse_id: Callable[[str], UUID]) -> NoReturn:
    """Find the header that was wrong. Called after an error only, so that the parser need not note where it is."""
    checks: tuple[tuple[str, Callable[[str], object]], ...] = (
        (ID, parse_id),
        (SOURCE, _service),
        (TYPE, _plain),
        (STREAM, decoded),
        (OCCURRED_AT, moment),
        (SCHEMA, natural),
        (VERSION, natural),
        (RECORDED_AT, moment),
        (ACTOR, _plain),
        (ORG, _plain),
        (REGION, _plain),
        (COMMAND_ID, parse_id),
        (CORRELATION_ID, parse_id),
        (CAUSATION_ID, parse_id),
        (POSITION, natural),
        (HASH, link),
    )
    for header, check in checks:
        if header not in headers:
            raise EnvelopeError(f"{header} is missing") from None
        try:
            check(headers[header])
        except (ValueError, AttributeError, TypeError):
            raise EnvelopeError(f"{header} cannot be read") from None
    what = f"{SPEC} is missing" if SPEC not in headers else "the body is no text"
    raise EnvelopeError(what) from None


@lru_cache(maxsize=64)
def _source(service: str) -> str:
    if not is_service(service):
        raise EnvelopeError(f"{service!r} is not one of our services")
    return SOURCE_PREFIX + service


@lru_cache(maxsize=64)
def _service(source: str) -> ServiceName:
    service = source.removeprefix(SOURCE_PREFIX)
    if service == source or not is_service(service):
        raise EnvelopeError(f"{SOURCE} is not one of our services")
    return service


# The same few values come again and again: types, workers, organisations, regions.
_low = lru_cache(maxsize=8192)(encoded)
_plain = lru_cache(maxsize=8192)(decoded)


_small = lru_cache(maxsize=1024)(natural)
