"""The shape of a message as a JSON Schema, and whether a changed shape is still the same version."""

from typing import Any, Final, TypeAlias

from contracts.intake.consultation import RecordConsultation
from contracts.language.messages import Answer, Message, Post
from contracts.registry import everything

JsonObject: TypeAlias = dict[str, Any]  # what json.loads gives for an object; checked by whoever reads it

# Text for readers: it may change at any time.
_NOTES: Final = frozenset({"title", "description", "examples", "deprecated", "$id", "$schema", "$defs"})


def published() -> dict[str, type[Message]]:
    """Everything whose shape is frozen: its path below `schemas/` and `samples/`, and its model."""
    shapes: dict[str, type[Message]] = {"post.v1.json": Post[RecordConsultation], "answer.v1.json": Answer}
    return shapes | {entry.file: entry.model for entry in everything()}


def schema(file: str, model: type[Message]) -> JsonObject:
    """The JSON Schema (2020-12) of what a reader of this version accepts."""
    name = file.removesuffix(".json").replace("/", ":").replace(".v", ":v")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:yingyuan:{name}",
    } | model.model_json_schema()


def breaking_changes(frozen: JsonObject, current: JsonObject) -> list[str]:
    """Why `current` is not the same version as `frozen`; empty when it only adds optional fields or codes."""
    return list(dict.fromkeys(_compare(frozen, current, "", (frozen, current))))


def _compare(old: JsonObject, new: JsonObject, at: str, roots: tuple[JsonObject, JsonObject]) -> list[str]:
    old, new = _resolved(old, roots[0]), _resolved(new, roots[1])
    found = _compare_fields(old, new, at, roots)
    for key in sorted((old.keys() | new.keys()) - _NOTES - {"properties", "required"}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key == "enum":
            found += [f"{_name(at)}: the code {code} is gone" for code in before or () if code not in (after or ())]
        elif key == "items" and before and after:
            found += _compare(before, after, f"{at}[]", roots)
        elif key in ("anyOf", "oneOf", "allOf") and before and after and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                found += _compare(one, other, at, roots)
        else:
            found.append(f"{_name(at)}: {key} was {before!r} and is {after!r}")
    return found


def _compare_fields(old: JsonObject, new: JsonObject, at: str, roots: tuple[JsonObject, JsonObject]) -> list[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    must_before, must_after = set(old.get("required", ())), set(new.get("required", ()))
    found = []
    for name in before:
        path = f"{at}.{name}" if at else name
        if name not in after:
            found.append(f"{path} is gone")
            continue
        found += _compare(before[name], after[name], path, roots)
        if (name in must_before) != (name in must_after):
            found.append(f"{path} was {_must(name in must_before)} and is {_must(name in must_after)}")
    new_and_required = sorted(must_after - before.keys())
    return found + [f"{at}.{name}".lstrip(".") + " is new and not optional" for name in new_and_required]


def _resolved(part: JsonObject, root: JsonObject) -> JsonObject:
    """`part` with its reference followed, and a single permitted value as a list of one."""
    while "$ref" in part:
        target = root["$defs"][part["$ref"].rpartition("/")[2]]
        part = target | {key: value for key, value in part.items() if key != "$ref"}
    if "const" in part:
        part = {key: value for key, value in part.items() if key != "const"} | {"enum": [part["const"]]}
    return part


def _name(at: str) -> str:
    return at or "the message"


def _must(required: bool) -> str:
    return "required" if required else "optional"
