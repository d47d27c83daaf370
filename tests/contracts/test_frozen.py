"""What was published stays true: schemas, samples and codes as they are checked in, against today's models."""

import json
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from contracts.frozen.freeze import CODES, SAMPLES, SCHEMAS, code_tables, freeze, lost_codes, main, refusals
from contracts.frozen.shapes import breaking_changes, published, schema
from contracts.language.messages import Event, Message
from contracts.registry import Entry, everything

SHAPES = published()


def read(path: Path) -> Any:
    assert path.exists(), f"contracts/frozen/{path.relative_to(SCHEMAS.parent)}: it is missing; run make freeze"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", SHAPES)
def test_the_checked_in_schema_is_the_schema_of_the_model(file: str) -> None:
    assert read(SCHEMAS / file) == schema(file, SHAPES[file]), f"contracts/frozen/schemas/{file}: run make freeze"


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json")), ids=lambda path: path.relative_to(SAMPLES).as_posix())
def test_a_sample_of_every_version_ever_published_is_read_and_written_back_the_same(path: Path) -> None:
    model = SHAPES[path.relative_to(SAMPLES).as_posix()]

    message = model.model_validate_json(path.read_bytes())

    assert message.model_dump(mode="json", exclude_unset=True, context={"reveal": True}) == read(path)


@pytest.mark.parametrize("entry", [e for e in everything() if e.kind == "event"], ids=lambda entry: entry.name)
def test_an_event_written_without_what_is_none_reads_the_same(entry: Entry) -> None:
    full = entry.model.model_validate_json((SAMPLES / entry.file).read_bytes())
    required = (name for name, field in entry.model.model_fields.items() if field.is_required())
    bare = entry.model.model_validate({name: getattr(full, name) for name in required})

    assert entry.model.model_validate_json(bare.model_dump_json(exclude_none=True)) == bare


def test_every_message_has_its_schema_and_its_sample_and_nothing_else_lies_there() -> None:
    schemas = {path.relative_to(SCHEMAS).as_posix() for path in SCHEMAS.rglob("*.json")} - {"codes.json"}
    samples = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*.json")}

    for file in set(SHAPES) - (schemas & samples):
        pytest.fail(f"contracts/frozen/schemas/{file}, or its sample: it is missing; run make freeze")
    for file in (schemas | samples) - set(SHAPES):
        pytest.fail(f"contracts/frozen/schemas/{file}, or its sample: it is of no message; put the message back")


def test_the_checked_in_code_tables_are_those_of_the_code() -> None:
    assert read(CODES) == code_tables(), "contracts/frozen/schemas/codes.json: run make freeze"


def test_nothing_is_refused() -> None:
    assert (found := refusals(SHAPES)) == [], "\n".join(found)


class Base(Message):
    kind: Literal["a", "b"]
    size: int = 1
    tags: tuple[Literal["x", "y"], ...] = ()
    word: str | None = None


def changed(**fields: tuple[Any, Any]) -> dict[str, Any]:
    namespace = {name: value for name, (_, value) in fields.items() if value is not ...}
    annotations = {name: annotation for name, (annotation, _) in fields.items()}
    model = type("Base", (Base,), namespace | {"__annotations__": annotations, "__module__": __name__})
    return schema("intake/base.v1.json", model)


FROZEN = schema("intake/base.v1.json", Base)


@pytest.mark.parametrize(
    "current",
    [
        FROZEN,
        FROZEN | {"description": "said better"},
        changed(more=(int | None, None)),
        changed(title=(str, "")),
        changed(kind=(Literal["a", "b", "c"], ...)),
        changed(tags=(tuple[Literal["x", "y", "z"], ...], ())),
    ],
    ids=["nothing", "a description", "an optional field", "a field called title", "a code", "a code in a list"],
)
def test_an_addition_is_the_same_version(current: dict[str, Any]) -> None:
    assert breaking_changes(FROZEN, current) == []


@pytest.mark.parametrize(
    ("current", "why"),
    [
        (changed(more=(int, ...)), "more is new and not optional"),
        (changed(size=(int, ...)), "size was optional and is required"),
        (changed(kind=(Literal["a", "b"], "a")), "kind was required and is optional"),
        (changed(kind=(Literal["a"], ...)), "kind: the code b is gone"),
        (changed(tags=(tuple[Literal["x"], ...], ())), "tags[]: the code y is gone"),
        (changed(size=(str, "1")), "size: type was 'integer' and is 'string'"),
        (changed(size=(int, 2)), "size: default was 1 and is 2"),
        (changed(word=(int | None, None)), "word: type was 'string' and is 'integer'"),
        (schema("intake/base.v1.json", Message), "kind is gone"),
    ],
)
def test_any_other_change_needs_a_new_version(current: dict[str, Any], why: str) -> None:
    assert why in breaking_changes(FROZEN, current)


def test_a_changed_code_table_is_found_through_the_messages_that_use_it() -> None:
    frozen = read(SCHEMAS / "intake/consultation-recorded.v1.json")
    current = json.loads(json.dumps(frozen))
    current["$defs"]["Channel"]["enum"].remove("letter")

    assert breaking_changes(frozen, current) == ["channel: the code letter is gone"]
    assert breaking_changes(current, frozen) == []


def test_a_code_is_never_removed_and_never_means_something_else() -> None:
    frozen = {"Channel": {"visit": "来访", "phone": "电话"}, "Old": {"a": "甲"}}

    assert lost_codes(frozen, frozen | {"New": {"b": "乙"}}) == []
    assert lost_codes(frozen, {"Channel": {"visit": "上门", "web": "网络"}}) == [
        "Channel: visit was 来访 and is 上门; a new meaning needs a new code",
        "Channel: the code phone (电话) is gone; codes are for ever, stop using it instead",
        "Old: the code a (甲) is gone; codes are for ever, stop using it instead",
    ]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (("SCHEMAS", "schemas"), ("SAMPLES", "samples"), ("CODES", "schemas/codes.json")):
        monkeypatch.setattr(f"contracts.frozen.freeze.{name}", tmp_path / value)
    return tmp_path


def test_freezing_twice_writes_once_and_a_removed_message_is_refused(elsewhere: Path) -> None:
    assert len(freeze(SHAPES)) == 2 * len(SHAPES) + 1
    assert freeze(SHAPES) == []

    left = {file: model for file, model in SHAPES.items() if file != "answer.v1.json"}

    assert refusals(left) == [
        "contracts/frozen/schemas/answer.v1.json: it was published, so its model must stay; put it back"
    ]


def test_a_sample_once_written_is_never_written_again(elsewhere: Path) -> None:
    freeze(SHAPES)
    old = elsewhere / "samples" / "answer.v1.json"
    old.write_text('{"command_id": "1f652c92-1dac-5754-b68f-49c27b8a8de0", "status": "refused"}')

    assert freeze(SHAPES) == [] and "refused" in old.read_text()


def test_a_changed_shape_is_refused_with_what_to_do(elsewhere: Path) -> None:
    freeze(SHAPES)
    path = elsewhere / "schemas" / "answer.v1.json"
    path.write_text(path.read_text().replace('"status"', '"outcome"'))

    assert refusals(SHAPES) == [
        "contracts/language/messages.py: Answer: outcome is gone; publish it as a new version of the message",
        "contracts/language/messages.py: Answer: status is new and not optional; publish it as a new version of the message",
    ]


class Flagged(Event):
    """A message with a field of a kind that nothing is known about."""

    type: ClassVar[str] = "flagged"
    stream_type: ClassVar[str] = "thing"

    colour_of_flag: str


def test_freezing_a_field_that_nobody_knows_names_the_files_to_change_and_what_to_write(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("contracts.frozen.freeze.published", lambda: {"intake/flagged.v1.json": Flagged})

    assert main() == 1
    assert capsys.readouterr().err.splitlines() == [
        "contracts/language/labels.py: colour_of_flag (in Flagged) has no Chinese name; add it to FIELD_LABELS",
        "contracts/frozen/sampling.py: colour_of_flag (in intake/flagged.v1.json) has no sample; add one to _BY_FIELD",
    ]
