"""A made-up sample of every message: what is frozen beside its schema, and shown in the API documents.

The sample of a version is written once and must stay readable for ever, whatever its model becomes.
"""

import json
from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid5

from pydantic import ValidationError

from contracts.frozen.shapes import JsonObject
from contracts.language.messages import Message
from contracts.language.personal import SEALED_PATTERN

_NAMESPACE: Final = UUID("5d1b1f0e-0c8f-5a39-9a53-6d2f0a4f2b77")

# Values that read like the real thing; nobody in them exists. The ID number is the standard's own example.
_BY_FIELD: Final[Mapping[str, object]] = {
    "about": "return-half-month-320404-2010-03A",
    "actor": "律014",
    "applicant_name": "甲某",
    "approved_by": "主任001",
    "as_of": "2010-03-16T09:00:00+08:00",
    "by": "统计002",
    "campaign": "双促双助",
    "code": "320404001",
    "column": "律师",
    "decide_by": "2010-03-25",
    "document": "钟援决字〔2010〕第 12 号",
    "due": "2010-03-16",
    "facts": "工资被拖欠三个月。",
    "firm": "320404116-C",
    "first_day": "2010-03-01",
    "form": "half-month",
    "ground": "本人申请删除",
    "holder": "律007",
    "id_number": "11010519491231002X",
    "last_day": "2010-03-15",
    "money": 1234567,
    "name": "五星街道",
    "note": "当事人再次来访。",
    "number": "T1-000001",
    "occurred_at": "2010-03-18T12:48:00Z",
    "org": "320404116-C",
    "outcome": "已报送",
    "parent": "320404",
    "people": 2,
    "period": "2010-03A",
    "phone": "13800000000",
    "position": 7,
    "reason": "不属于法律援助范围。",
    "received_by": "窗口003",
    "receiver": "常州市司法局",
    "region": "320404",
    "region_name": "五星街道",
    "remedy": "可在收到决定之日起五日内向司法局提出异议",
    "repeated": False,
    "result": "调解结案",
    "reviewed_by": "审查004",
    "row": 1,
    "served": "常州某某纺织有限公司",
    "status": "accepted",
    "stream": "consultation-7b0c2b8e-5f0a-5a0e-8d5e-3f1f0f4f2b77",
    "title": "半月报 2010 年 3 月上半月",
    "unit": "320404",
    "valid_from": "2010-01-01",
    "valid_to": None,
    "version": 1,
    "worker": "律014",
}

# Where a name means something else in one message, or the other fields ask for another value.
_BY_MESSAGE: Final[Mapping[str, Mapping[str, object]]] = {
    "answer.v1.json": {"code": None, "reason": None},
    "notify/task-opened.v1.json": {"reason": "2010 年 3 月上半月的半月报应于 3 月 16 日前报送"},
    "notify/open-task.v1.json": {"reason": "2010 年 3 月上半月的半月报应于 3 月 16 日前报送"},
}

# The member of a code table that goes with the values above.
_BY_TABLE: Final = {"AidMatter": "labour", "Matter": "recipient-loss", "Entry": "back-entry"}


class NoSample(Exception):
    """The value of a field cannot be made up. The text names file, field and what to do."""


def sample(file: str, model: type[Message]) -> JsonObject:
    """A full sample of a message as JSON: every field filled that can be, as today's model writes it."""
    schema = model.model_json_schema()
    made = json.dumps(_object(file, schema, schema))
    try:
        message = model.model_validate_json(made)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the message'}: {e['msg']}" for e in error.errors())
        raise NoSample(
            f"contracts/frozen/sampling.py: {model.__name__}: {wrong}; give another sample in _BY_MESSAGE"
        ) from None
    written: JsonObject = message.model_dump(mode="json", context={"reveal": True})
    return written


def _object(file: str, part: JsonObject, root: JsonObject) -> JsonObject:
    return {name: _value(file, name, field, root) for name, field in part["properties"].items()}


def _value(file: str, name: str, part: JsonObject, root: JsonObject) -> object:
    part = next((choice for choice in part.get("anyOf", ()) if choice.get("type") != "null"), part)
    if part.get("pattern") == SEALED_PATTERN:
        return f"sealed:A256GCM:{_uuid(file, 'subject')}:AAECAwQFBgcICQoLc2FtcGxl"
    if name in _BY_MESSAGE.get(file, {}):
        return _BY_MESSAGE[file][name]
    if "$ref" in part:
        table = part["$ref"].rpartition("/")[2]
        target = root["$defs"][table]
        return _object(file, target, root) if "properties" in target else _BY_TABLE.get(table, target["enum"][0])
    if name in _BY_FIELD:
        return _BY_FIELD[name]
    if part.get("format") == "uuid":
        return _uuid(file, name)
    if "enum" in part:
        return part["enum"][0]
    plain: dict[str, object] = {"integer": 1, "boolean": True}
    if part.get("type") not in plain:
        raise NoSample(f"contracts/frozen/sampling.py: {name} (in {file}) has no sample; add one to _BY_FIELD")
    return plain[part["type"]]


def _uuid(file: str, name: str) -> str:
    return str(uuid5(_NAMESPACE, f"{file} {name}"))
