"""The grammar of NATS subjects. No other file writes a subject by itself.

    <service>.<stream type>.<event type>    an event, as its service published it
    <service>.internal.withheld             an event that its service keeps to itself: no body, only its place
    post.<org>.<command>                    a command that waits for its service (durable)
    command.<service>.<command>             a command, by request
    query.<service>.<query>                 a question, by request

An organisation's code may hold what a subject may not (Chinese is allowed but not portable; dots, stars and blanks
are not): in a subject it is a token, see `encode_token`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, TypeGuard, get_args

ServiceName: TypeAlias = Literal["intake", "casework", "reporting", "notify"]
SERVICES: tuple[ServiceName, ...] = get_args(ServiceName)

WITHHELD = "withheld"
_INTERNAL = "internal"
_POST = "post"
_COMMAND = "command"
_QUERY = "query"

_WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ESCAPED = re.compile(r"[^0-9A-Za-z_-]")
_TOKEN = re.compile(r"([0-9A-Za-z_-]|=[0-9A-F]{2})+")


class SubjectError(ValueError):
    """Not a subject of ours, or a name that cannot be part of one."""


@dataclass(frozen=True, slots=True)
class EventSubject:
    service: ServiceName
    stream_type: str
    event_type: str


@dataclass(frozen=True, slots=True)
class WithheldSubject:
    service: ServiceName


@dataclass(frozen=True, slots=True)
class PostSubject:
    org: str
    command: str


@dataclass(frozen=True, slots=True)
class CommandSubject:
    service: ServiceName
    command: str


@dataclass(frozen=True, slots=True)
class QuerySubject:
    service: ServiceName
    query: str


Subject: TypeAlias = EventSubject | WithheldSubject | PostSubject | CommandSubject | QuerySubject


def is_service(name: str) -> TypeGuard[ServiceName]:
    return name in SERVICES


@lru_cache(maxsize=1024)
def event(service: str, stream_type: str, event_type: str) -> str:
    """Where an event is published: `intake.consultation.consultation-recorded`."""
    if stream_type == _INTERNAL:
        raise SubjectError("no stream type may be called internal: that is where withheld events go")
    return f"{_service(service)}.{_word(stream_type)}.{_word(event_type)}"


@lru_cache(maxsize=64)
def withheld(service: str) -> str:
    """Where the place of an unpublished event is held: `intake.internal.withheld`."""
    return f"{_service(service)}.{_INTERNAL}.{WITHHELD}"


def everything_of(service: str) -> str:
    """Every subject in a service's stream: `intake.>`."""
    return f"{_service(service)}.>"


def post(org: str, command_name: str) -> str:
    """Where a terminal of `org` leaves a command: `post.320404116-C.record-consultation`."""
    return f"{_POST}.{encode_token(org)}.{_word(command_name)}"


def posts_of(org: str) -> str:
    """Every post of one organisation, for its terminals' permissions: `post.320404116-C.*`."""
    return f"{_POST}.{encode_token(org)}.*"


def posts_for(command_name: str) -> str:
    """Posts of every organisation for one command: `post.*.record-consultation`."""
    return f"{_POST}.*.{_word(command_name)}"


def command(service: str, name: str) -> str:
    """Where a command is asked for: `command.intake.record-consultation`."""
    return f"{_COMMAND}.{_service(service)}.{_word(name)}"


def commands_to(service: str) -> str:
    """Every command asked of a service: `command.intake.>`."""
    return f"{_COMMAND}.{_service(service)}.>"


def query(service: str, name: str) -> str:
    """Where a question is asked: `query.reporting.form`."""
    return f"{_QUERY}.{_service(service)}.{_word(name)}"


def queries_to(service: str) -> str:
    """Every question asked of a service: `query.reporting.>`."""
    return f"{_QUERY}.{_service(service)}.>"


@lru_cache(maxsize=1024)
def parse(subject: str) -> Subject:
    """What a subject (without wildcards) says; SubjectError when it is none of ours."""
    parts = subject.split(".")
    if len(parts) != 3:
        raise SubjectError(f"{subject!r} has not three parts")
    first, second, third = parts
    if first == _POST:
        return PostSubject(decode_token(second), _word(third))
    if first == _COMMAND:
        return CommandSubject(_service(second), _word(third))
    if first == _QUERY:
        return QuerySubject(_service(second), _word(third))
    service = _service(first)
    if second != _INTERNAL:
        return EventSubject(service, _word(second), _word(third))
    if third != WITHHELD:
        raise SubjectError(f"{subject!r}: only withheld events are internal")
    return WithheldSubject(service)


@lru_cache(maxsize=8192)
def encode_token(text: str) -> str:
    """`text` as one token: letters, digits, `-` and `_` as they are, the bytes of all else as `=E4`.

    Not `%E4`: this way a token is also a valid key of a NATS key-value bucket.
    """
    if not text:
        raise SubjectError("a token is never empty")
    try:
        return _ESCAPED.sub(lambda found: "".join(f"={byte:02X}" for byte in found.group().encode()), text)
    except UnicodeEncodeError:
        raise SubjectError("a token is made from text") from None


@lru_cache(maxsize=8192)
def decode_token(token: str) -> str:
    """The text that `encode_token` made `token` from; SubjectError for any other spelling of it."""
    if not _TOKEN.fullmatch(token):
        raise SubjectError(f"{token!r} is not a token")
    try:
        text = re.sub(r"(?:=[0-9A-F]{2})+", lambda run: bytes.fromhex(run.group().replace("=", "")).decode(), token)
    except UnicodeDecodeError:
        raise SubjectError(f"{token!r} is not a token") from None
    if encode_token(text) != token:  # two spellings would be two subjects, and two permissions, for one organisation
        raise SubjectError(f"{token!r} is not how {text!r} is written")
    return text


def _service(name: str) -> ServiceName:
    if not is_service(name):
        raise SubjectError(f"{name!r} is not one of our services")
    return name


def _word(name: str) -> str:
    if not _WORD.fullmatch(name):
        raise SubjectError(f"{name!r} is not a lower-case name")
    return name
