"""The registry: every message is found by its name, and the rules of the language are checked at import."""

from typing import ClassVar
from uuid import UUID

import pytest
from pydantic import BaseModel

from contracts import registry
from contracts.casework.case import CaseClosed, CloseCase
from contracts.intake.application import ApplicationRefused, ReceiveApplication, RefuseApplication
from contracts.intake.consultation import RecordConsultation
from contracts.language.messages import Command, Event, Message
from contracts.language.personal import Personal, Sealed
from contracts.registry import ContractError, Entry
from contracts.reporting.tables import FormQuery


def test_messages_are_found_by_owner_name_and_version() -> None:
    assert registry.event("casework", "case-closed") is CaseClosed
    assert registry.command("casework", "close-case", 1) is CloseCase
    assert registry.query("reporting", "form") is FormQuery
    assert registry.owner(CaseClosed) == "casework"


def test_what_is_not_there_is_not_found() -> None:
    for look in (
        lambda: registry.event("intake", "case-closed"),
        lambda: registry.event("casework", "close-case"),
        lambda: registry.command("casework", "close-case", 2),
        lambda: registry.query("reporting", "trace-form"),
        lambda: registry.owner(Message),
    ):
        with pytest.raises(LookupError):
            look()


def test_a_message_knows_its_subject() -> None:
    subjects = {entry.model: entry.subject for entry in registry.everything()}

    assert subjects[CaseClosed] == "casework.case.case-closed"
    assert subjects[CloseCase] == "command.casework.close-case"
    assert subjects[FormQuery] == "query.reporting.form"


def test_personal_and_sealed_fields_are_known() -> None:
    assert registry.personal_fields(ReceiveApplication) == ("applicant_name", "id_number", "phone", "facts")
    assert registry.personal_fields(RefuseApplication) == ("reason",)
    assert registry.sealed_fields(ApplicationRefused) == ("reason",)
    assert registry.sealed_fields(CaseClosed) == ()


def test_a_post_with_plain_personal_text_is_told_from_one_without() -> None:
    plain = RecordConsultation.model_validate(
        {
            "consultation_id": UUID(int=1),
            "provider": "lawyer",
            "worker": "律014",
            "channel": "visit",
            "note": "甲某来访",
        }
    )
    assert plain.note is not None

    assert registry.carries_personal(plain)
    assert not registry.carries_personal(plain.model_copy(update={"note": None}))
    assert not registry.carries_personal(
        plain.model_copy(update={"note": plain.note.sealed_as("sealed:A256GCM:1:AAEC")})
    )


class Noted(Event):
    type: ClassVar[str] = "noted"
    stream_type: ClassVar[str] = "thing"

    remark: Sealed | None = None


class Note(Command):
    name: ClassVar[str] = "note"

    remark: Personal | None = None

    def key_subject(self) -> str | None:
        return "thing"


class PlainInEvent(Noted):
    words: Personal


class OpenInEvent(Noted):
    remark: str | None = None  # type: ignore[assignment]  # the mistake


class OpenPhone(Noted):
    phone: str


class SealedInCommand(Note):
    words: Sealed


class KeylessCommand(Command):
    name: ClassVar[str] = "note"

    remark: Personal


class MustBeNone(Noted):
    parent: str | None


class Inner(BaseModel):
    words: Personal


class Nested(Note):
    inner: Inner


class Internal(Noted):
    stream_type: ClassVar[str] = "internal"


class Shouting(Noted):
    type: ClassVar[str] = "NOTED"


class Nameless(Event):
    type: ClassVar[str] = "nameless"


class ElsewhereNow(Noted):
    stream_type: ClassVar[str] = "other"


def event(model: type[Event], version: int = 1) -> Entry:
    return Entry("intake", "event", model.type, version, model)


def command(model: type[Command]) -> Entry:
    return Entry("intake", "command", model.name, 1, model)


def test_a_sound_language_passes() -> None:
    registry.check((event(Noted), event(Noted, 2), command(Note)))


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ((event(Noted), event(Noted)), "Noted is noted of version 1 too; take another name"),
        ((event(Noted), event(ElsewhereNow, 2)), "noted is something else in another version"),
        ((event(Noted, 0),), "versions count from 1"),
        ((event(PlainInEvent),), "into commands only; make it Sealed"),
        ((event(OpenInEvent), command(Note)), "remark: it is personal in a command; make it Sealed"),
        ((event(OpenPhone),), "phone: it is about a person"),
        ((command(SealedInCommand),), "no sealed text; make it Personal"),
        ((command(KeylessCommand),), "whose key"),
        ((command(Nested),), "where sealing finds it"),
        ((event(Internal),), "internal"),
        ((event(Shouting),), "lower-case"),
        ((event(MustBeNone),), "parent: it may be None, so give it the default None"),
    ],
)
def test_a_broken_rule_is_told_with_file_and_message(entries: tuple[Entry, ...], why: str) -> None:
    with pytest.raises(ContractError, match=why) as told:
        registry.check(entries)
    file, name = str(told.value).split(": ")[:2]
    assert file == "tests/unit/contracts/test_registry.py"
    assert name.partition(".")[0] in {entry.model.__name__ for entry in entries}


def test_a_message_without_its_name_is_told_with_file_and_message() -> None:
    with pytest.raises(ContractError, match=r"test_registry\.py: Nameless: give it a stream_type: ClassVar\[str\]"):
        list(registry.collected("intake", (Nameless,), (), ()))
