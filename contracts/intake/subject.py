"""Persons whose text is sealed: the end of their keys."""

from typing import ClassVar
from uuid import UUID

from contracts.language.messages import Command, Event
from contracts.language.values import ShortText


class SubjectErased(Event):
    """A person's key was destroyed: what was sealed with it can never be read again (PIPL art. 47)."""

    type: ClassVar[str] = "subject-erased"
    stream_type: ClassVar[str] = "subject"

    subject: UUID
    ground: ShortText


class EraseSubject(Command):
    """Destroy a person's key."""

    name: ClassVar[str] = "erase-subject"

    subject: UUID
    ground: ShortText
