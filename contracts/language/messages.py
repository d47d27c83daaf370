"""The base of every message: frozen, closed, named and versioned."""

from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.language.values import Actor, BusinessTime, OrgCode, RegionCode


class Message(BaseModel):
    """A message never changes once made, and a field nobody declared is an error, not a surprise.

    What was refused is not repeated in the text of the error: it may be personal (`errors.explain` says what to do).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, hide_input_in_errors=True)


class Event(Message):
    """Something that happened. `type` is its name on the wire, `schema_version` the version of its shape."""

    type: ClassVar[str]
    stream_type: ClassVar[str]
    schema_version: ClassVar[int] = 1


class Command(Message):
    """Something a person or a process asks for. `name` is its name on the wire."""

    name: ClassVar[str]
    schema_version: ClassVar[int] = 1
    may_lie_ahead: ClassVar[bool] = False
    """Whether its business time may be in the future. A command says what has been done, unless it says so here."""
    may_be_left: ClassVar[bool] = False
    """Whether a terminal may leave it on the bus while its service is away (`post.<org>.<name>`), without personal text."""

    def key_subject(self) -> str | None:
        """Whose key seals the personal fields of this command; None where it has none."""
        return None


class Query(Message):
    """Something a person or a service asks. `name` is its name on the wire."""

    name: ClassVar[str]
    schema_version: ClassVar[int] = 1


C = TypeVar("C", bound=Command)


class Post(Message, Generic[C]):
    """A command on its way in, over HTTP, by request or as a durable post.

    The sender makes `command_id` before its first try and repeats it on every further one: the same id
    with the same content counts once, for ever; with other content it is refused.
    """

    command_id: UUID
    actor: Actor
    org: OrgCode
    region: RegionCode
    occurred_at: BusinessTime = Field(description="business time: when it was done, not when it was sent")
    correlation_id: UUID | None = None
    data: C


class Answer(Message):
    """What became of a command; the receipt that a sender may ask for again at any time."""

    command_id: UUID
    status: str = Field(description="accepted or refused")
    repeated: bool = False
    stream: str | None = None
    version: int | None = None
    position: int | None = Field(default=None, description="position of its last event in the service's log")
    code: str | None = Field(default=None, description="why it was refused, for programs")
    reason: str | None = Field(default=None, description="why it was refused, in Chinese, for people")
