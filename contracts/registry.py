"""Every message there is, by owner, name and version. Importing it checks the rules that all of them keep."""

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Annotated, Final, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts import casework, intake, notify, reporting
from contracts.language.messages import Command, Event, Message, Query
from contracts.language.personal import SEALED_PATTERN, Personal
from contracts.wire import subjects
from contracts.wire.subjects import SERVICES, ServiceName

Kind: TypeAlias = Literal["event", "command", "query"]

PACKAGES: Final[Mapping[ServiceName, ModuleType]] = MappingProxyType(
    {"intake": intake, "casework": casework, "reporting": reporting, "notify": notify}
)

# Fields of these names are about a person, whatever message they are in.
_ALWAYS_PERSONAL: Final = frozenset({"applicant_name", "id_number", "phone", "address", "facts", "note"})


class ContractError(Exception):
    """The public language breaks one of its own rules. Raised at import, so a developer sees it at once.

    The text names the file, the message and what to write.
    """


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one message."""

    service: ServiceName
    kind: Kind
    name: str
    version: int
    model: type[Message]

    @property
    def subject(self) -> str:
        """Where it goes on the bus."""
        if issubclass(self.model, Event):
            return subjects.event(self.service, self.model.stream_type, self.name)
        if self.kind == "command":
            return subjects.command(self.service, self.name)
        return subjects.query(self.service, self.name)

    @property
    def file(self) -> str:
        """Path of its frozen files below `schemas/` and `samples/`."""
        return f"{self.service}/{self.name}.v{self.version}.json"


def everything() -> tuple[Entry, ...]:
    """All messages, by service in the order of `SERVICES`, then as their modules list them."""
    return _ENTRIES


@cache
def event(service: str, name: str, version: int = 1) -> type[Event]:
    """The model of an event; LookupError when that service publishes none of this name and version."""
    model = _found(service, "event", name, version)
    assert issubclass(model, Event)
    return model


@cache
def command(service: str, name: str, version: int = 1) -> type[Command]:
    """The model of a command; LookupError when that service takes none of this name and version."""
    model = _found(service, "command", name, version)
    assert issubclass(model, Command)
    return model


@cache
def query(service: str, name: str, version: int = 1) -> type[Query]:
    """The model of a question; LookupError when that service answers none of this name and version."""
    model = _found(service, "query", name, version)
    assert issubclass(model, Query)
    return model


@cache
def owner(model: type[Message]) -> ServiceName:
    """The service that a message belongs to; LookupError when it belongs to none."""
    for entry in _ENTRIES:
        if entry.model is model:
            return entry.service
    raise LookupError(model.__name__)


@cache
def personal_fields(model: type[Message]) -> tuple[str, ...]:
    """Names of the fields that hold personal text, plain on its way in (`Personal`)."""
    return tuple(name for name, field in model.model_fields.items() if _mentions(field, Personal))


@cache
def sealed_fields(model: type[Message]) -> tuple[str, ...]:
    """Names of the fields that hold sealed personal text."""
    return tuple(name for name, field in model.model_fields.items() if _is_sealed(field))


def carries_personal(message: Message) -> bool:
    """Whether a message holds plain personal text: then it may not be left on the bus."""
    for name in personal_fields(
        type(message)
    ):  # a loop: this runs for every command, and a generator costs twice as much
        value = getattr(message, name)
        if isinstance(value, Personal) and value.sealed is None:
            return True
    return False


def check(entries: tuple[Entry, ...]) -> None:
    """The rules of the language; ContractError names the message that breaks one."""
    seen: dict[tuple[str, str, int], Entry] = {}
    models: dict[str, type[Message]] = {}
    for entry in entries:
        if models.setdefault(entry.model.__name__, entry.model) is not entry.model:
            raise ContractError(
                f"{written_in(entry.model)}: another message has this class name; documents need different ones"
            )
        if other := seen.get((entry.service, entry.name, entry.version)):
            raise ContractError(
                f"{written_in(entry.model)}: {other.model.__name__} is {entry.name} of version {entry.version} too; "
                "take another name, or the next schema_version"
            )
        seen[entry.service, entry.name, entry.version] = entry
        _check_subject(entry)
        _check_optional(entry)
        _check_personal(entry)
    kinds: dict[tuple[str, str], object] = {}
    for entry in entries:
        kind = (entry.kind, entry.model.stream_type if issubclass(entry.model, Event) else None)
        if kinds.setdefault((entry.service, entry.name), kind) != kind:
            raise ContractError(
                f"{written_in(entry.model)}: {entry.name} is something else in another version; take another name"
            )
    _check_shared_names(entries)


def _check_subject(entry: Entry) -> None:
    try:
        _ = entry.subject
    except subjects.SubjectError as error:
        raise ContractError(f"{written_in(entry.model)}: {error}") from None
    if entry.version < 1:
        raise ContractError(f"{written_in(entry.model)}: versions count from 1")
    if entry.model.model_config.get("extra") != "forbid" or not entry.model.model_config.get("frozen"):
        raise ContractError(
            f"{written_in(entry.model)}: a message is frozen and closed; leave model_config as Message has it"
        )


def _check_optional(entry: Entry) -> None:
    """Logs and posts leave out what is None, so what may be None may be left out."""
    for name, field in entry.model.model_fields.items():
        if field.is_required() and any(part in (None, type(None)) for part in _parts(field.annotation)):
            raise ContractError(f"{written_in(entry.model)}.{name}: it may be None, so give it the default None")


def _check_personal(entry: Entry) -> None:
    personal, sealed = personal_fields(entry.model), sealed_fields(entry.model)
    name = written_in(entry.model)
    if entry.kind != "command" and personal:
        raise ContractError(f"{name}.{personal[0]}: plain personal text goes into commands only; make it Sealed")
    if entry.kind == "command" and sealed:
        raise ContractError(
            f"{name}.{sealed[0]}: senders have no keys, so a command holds no sealed text; make it Personal"
        )
    if issubclass(entry.model, Command) and personal and entry.model.key_subject is Command.key_subject:
        raise ContractError(f"{name}: whose key seals {personal[0]}? Say it in key_subject")
    for field in personal:
        if entry.model.model_fields[field].annotation not in (Personal, Personal | None):
            raise ContractError(f"{name}.{field}: personal text is a field of its own, where sealing finds it")
    for field in _ALWAYS_PERSONAL & entry.model.model_fields.keys():
        if field not in personal and field not in sealed:
            raise ContractError(
                f"{name}.{field}: it is about a person; make it Personal in a command, Sealed in an event"
            )


def _check_shared_names(entries: tuple[Entry, ...]) -> None:
    """What is personal in a service's commands is sealed in its events, under the same name."""
    for service in SERVICES:
        own = [entry for entry in entries if entry.service == service]
        personal = {field for entry in own for field in personal_fields(entry.model)}
        for entry in own:
            open_fields = entry.model.model_fields.keys() - set(sealed_fields(entry.model))
            if entry.kind == "event" and (leaked := personal & open_fields):
                raise ContractError(
                    f"{written_in(entry.model)}.{min(leaked)}: it is personal in a command; make it Sealed here"
                )


def written_in(model: type[Message]) -> str:
    """Where a message is written: `contracts/casework/case.py: CaseOpened`."""
    return f"{model.__module__.replace('.', '/')}.py: {model.__name__}"


def _is_sealed(field: FieldInfo) -> bool:
    notes = [*field.metadata]
    for part in _parts(field.annotation):
        if get_origin(part) is Annotated:
            notes += get_args(part)[1:]
    return any(getattr(note, "pattern", None) == SEALED_PATTERN for note in notes)


def _mentions(field: FieldInfo, wanted: type) -> bool:
    return any(part is wanted for part in _parts(field.annotation))


def _parts(annotation: object) -> Iterator[object]:
    """A type and all types inside it, however deep."""
    yield annotation
    if get_origin(annotation) is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType, list, tuple, dict, frozenset):
        for inner in get_args(annotation):
            yield from _parts(inner)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from _parts(field.annotation)


def collected(
    service: ServiceName,
    events: Iterable[type[Event]],
    commands: Iterable[type[Command]],
    queries: Iterable[type[Query]],
) -> Iterator[Entry]:
    """The messages of a service; ContractError for one that does not say how it is called."""
    for event_model in events:
        _check_says(event_model, "type", "stream_type")
        yield Entry(service, "event", event_model.type, event_model.schema_version, event_model)
    for command_model in commands:
        _check_says(command_model, "name")
        yield Entry(service, "command", command_model.name, command_model.schema_version, command_model)
    for query_model in queries:
        _check_says(query_model, "name")
        yield Entry(service, "query", query_model.name, query_model.schema_version, query_model)


def _check_says(model: type[Message], *wanted: str) -> None:
    for name in wanted:
        if not hasattr(model, name):
            raise ContractError(f"{written_in(model)}: give it a {name}: ClassVar[str]")


def _found(service: str, kind: Kind, name: str, version: int) -> type[Message]:
    entry = _INDEX.get((service, kind, name, version))
    if entry is None:
        raise LookupError(f"{service} has no {kind} {name} of version {version}")
    return entry.model


_ENTRIES: Final = tuple(
    entry
    for service in SERVICES
    for entry in collected(service, PACKAGES[service].EVENTS, PACKAGES[service].COMMANDS, PACKAGES[service].QUERIES)
)
POSTED: Final[tuple[type[Command], ...]] = tuple(
    entry.model for entry in _ENTRIES if issubclass(entry.model, Command) and entry.model.may_be_left
)
"""Commands that terminals may leave on the bus while their service is away."""
_INDEX: Final[dict[tuple[str, str, str, int], Entry]] = {
    (entry.service, entry.kind, entry.name, entry.version): entry for entry in _ENTRIES
}
check(_ENTRIES)
