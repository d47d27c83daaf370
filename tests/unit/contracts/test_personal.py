"""Personal text: there is no way out for the plain text but `reveal()`."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from contracts.intake.application import ReceiveApplication
from contracts.language.codes import AidMatter, IdKind
from contracts.language.errors import explain, problems
from contracts.language.messages import Post
from contracts.language.personal import Personal

SEALED = "sealed:A256GCM:0b1c:AAEC"

# A text no message of ours would hold by chance.
canaries = st.text(st.sampled_from("甲乙丙丁戊己庚辛0123456789XYZ"), min_size=8, max_size=40).map("暗号".__add__)

WAYS_TO_PRINT: list[Callable[[object], str]] = [
    repr,
    str,
    ascii,
    "{}".format,
    "{!r:>40}".format,
    lambda value: f"{value}",
    lambda value: f"{value!s:20}",
    lambda value: "%s %r" % (value, value),  # noqa: UP031  one of the ways
    lambda value: str([value, {"in": (value,)}]),
]

WAYS_TO_WRITE: list[Callable[[ReceiveApplication], object]] = [
    pickle.dumps,
    lambda command: pickle.dumps(command, 0),
    lambda command: pickle.dumps(command.applicant_name),
    lambda command: command.applicant_name.__reduce__(),
    lambda command: command.model_dump(),
    lambda command: command.model_dump(mode="json"),
    lambda command: command.model_dump_json(),
    lambda command: json.dumps(dict(command)),
    lambda command: json.dumps(command.applicant_name),
    lambda command: orjson.dumps(command.applicant_name),
    lambda command: TypeAdapter(list[ReceiveApplication]).dump_json([command]),
    lambda command: command.model_copy(update={"applicant_name": command.applicant_name.reveal()}).model_dump_json(),
]


def application(canary: str) -> ReceiveApplication:
    return ReceiveApplication(
        application_id=UUID(int=1),
        matter=AidMatter.LABOUR,
        id_kind=IdKind.OTHER,
        applicant_name=Personal(canary),
        id_number=Personal(canary),
        phone=Personal(canary),
        facts=Personal(canary),
        received_by="窗口003",
    )


@given(canaries)
def test_it_never_prints(canary: str) -> None:
    command = application(canary)

    for show in WAYS_TO_PRINT:
        for thing in (command, command.applicant_name, vars(command)):
            assert canary not in show(thing)


@given(canaries)
def test_it_cannot_be_written_before_it_is_sealed_and_the_error_does_not_tell(canary: str) -> None:
    command = application(canary)

    for write in WAYS_TO_WRITE:
        with pytest.raises((TypeError, ValueError, PydanticSerializationError)) as caught:
            write(command)
        assert canary not in "".join(traceback.format_exception(caught.value))


@given(canaries)
def test_it_never_reaches_a_log(canary: str) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(logging.Formatter().format(record))  # type: ignore[method-assign]
    log = logging.Logger("test")
    log.addHandler(handler)

    log.warning("%s %r", application(canary), application(canary).facts, extra={"command": application(canary)})
    try:
        application(canary).model_dump()
    except PydanticSerializationError:
        log.exception("could not write")

    assert len(lines) == 2 and canary not in "".join(lines)


wrong_messages = st.sampled_from(
    [
        lambda canary: {"applicant_name": canary * 500},
        lambda canary: {"applicant_name": [canary]},
        lambda canary: {"applicant_name": f"sealed:{canary}"},
        lambda canary: {"facts": canary + "\x00"},
        lambda canary: {"id_kind": "resident-id", "id_number": canary},
        lambda canary: {"id_kind": "none", "id_number": canary},
        lambda canary: {"id_kind": canary},
        lambda canary: {"received_by": canary + " "},
        lambda canary: {"application_id": canary},
        lambda canary: {"surplus": canary},
        lambda canary: {canary: "surplus"},
    ]
)


@given(canaries, wrong_messages)
def test_a_refused_message_is_explained_without_its_text(
    canary: str, wrong: Callable[[str], dict[str, object]]
) -> None:
    content = {
        "application_id": str(UUID(int=1)),
        "matter": "labour",
        "id_kind": "other",
        "applicant_name": canary,
        "phone": canary,
        "received_by": "窗口003",
    } | wrong(canary)
    post = {"command_id": str(UUID(int=2)), "actor": "a", "org": "b", "region": "320404"}
    whole = post | {"occurred_at": "2010-03-18T20:48:00+08:00", "data": content}

    with pytest.raises(ValidationError) as caught:
        Post[ReceiveApplication].model_validate_json(json.dumps(whole))

    told = explain(caught.value) + repr(problems(caught.value))
    assert canary not in told
    if canary not in content:  # pydantic's own text names fields, and here the field's name is what was wrong
        assert canary not in str(caught.value)
        assert canary not in "".join(traceback.format_exception(caught.value))


@given(canaries)
def test_json_cut_off_in_the_middle_is_refused_without_its_text(canary: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Post[ReceiveApplication].model_validate_json('{"data": {"applicant_name": "' + canary)

    assert canary not in str(caught.value) + explain(caught.value)


def test_a_copy_of_a_message_shares_its_personal_text() -> None:
    command = application("甲某")

    for copied in (copy.copy(command), copy.deepcopy(command), command.model_copy(deep=True)):
        assert copied == command
        assert copied.applicant_name.reveal() == "甲某"


def test_sealing_leaves_the_plain_text_behind() -> None:
    sealed = Personal("甲某").sealed_as(SEALED)

    assert sealed.sealed == SEALED
    with pytest.raises(ValueError, match="cannot be read"):
        sealed.reveal()
    assert (
        application("甲某")
        .model_copy(update=dict.fromkeys(("applicant_name", "id_number", "phone", "facts"), sealed))
        .model_dump(mode="json")["facts"]
        == SEALED
    )


@pytest.mark.parametrize("not_sealed", ["甲某", "sealed:", "sealed:A256GCM:0b1c:AA\n", "sealed:A256GCM:0b1c:甲"])
def test_plain_text_cannot_be_passed_off_as_sealed(not_sealed: str) -> None:
    with pytest.raises(ValueError, match="not sealed") as caught:
        Personal("甲某").sealed_as(not_sealed)

    assert not_sealed not in str(caught.value)


def test_a_keyed_digest_may_ask_for_the_plain_text() -> None:
    written = application("甲某").model_dump(context={"reveal": True})

    assert written["applicant_name"] == "甲某"


def test_it_does_not_change() -> None:
    text = Personal("甲某")

    for change in (lambda: setattr(text, "_plain", "乙"), lambda: setattr(text, "sealed", SEALED)):
        with pytest.raises(AttributeError):
            change()
    with pytest.raises(AttributeError):
        del text._plain
    assert text == Personal("甲某") and hash(text) == hash(Personal("甲某")) and text != Personal("乙某")


@pytest.mark.parametrize("bad", ["", " 　\n", "字" * 4001, "sealed:A256GCM:0b1c:AAEC", "甲\x00", "甲\ud800", 7, None])
def test_what_is_no_text_of_a_person_is_refused_in_chinese(bad: object) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Personal).validate_python(bad)

    assert "请" in explain(caught.value)


@pytest.mark.parametrize("bad", ["", "字" * 4001, "甲\x00"])
def test_wrapping_a_text_beforehand_does_not_get_it_past_the_check(bad: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Personal).validate_python(Personal(bad))


def test_sealed_text_passes_as_it_is() -> None:
    assert TypeAdapter(Personal).validate_python(Personal(None, SEALED)).sealed == SEALED


def test_blanks_around_a_text_are_dropped_and_lines_inside_it_stay() -> None:
    assert TypeAdapter(Personal).validate_python(" 第一行\n第二行\t完 ").reveal() == "第一行\n第二行\t完"
