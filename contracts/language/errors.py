"""What is wrong with a message, in plain Chinese: says to people what an error of pydantic says to programs.

Pydantic's own text repeats what was sent, which may be personal, and is in English. Nothing here repeats a value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.language.codes import TABLES
from contracts.language.explained import Explained
from contracts.language.labels import FIELD_LABELS
from contracts.language.personal import SEALED_PATTERN
from contracts.language.values import ACTOR_PATTERN, ORG_PATTERN, REGION_PATTERN, SHORT_TEXT_PATTERN

_SHOWN: Final = 12  # more choices or problems than this are no help in a line of text

_PATTERNS: Final = {
    REGION_PATTERN: "应为 2、4、6、9 或 12 位数字的行政区划代码",
    ORG_PATTERN: "应为单位代码：1 到 64 个汉字、字母、数字、横线或下划线",
    ACTOR_PATTERN: "应为人员代码：1 到 64 个汉字、字母、数字或 . : - _",
    SHORT_TEXT_PATTERN: "含有换行或不能显示的字符，请删去后重新填写",
    SEALED_PATTERN: "应为已加密的内容",
}

_UUID: Final = "应为 UUID 格式的标识，由系统生成，请勿手工填写"
_DAY: Final = "应为真实存在的日期，写成 2010-03-18 的样子"
_TIME: Final = "应为带时区的时间，写成 2010-03-18T20:48:00+08:00 的样子"
_WHOLE: Final = "应为整数"
_TEXT: Final = "应为文字"
_BODY: Final = "应为一组字段，请按接口说明重新填写"

_FIXED: Final[Mapping[str, str]] = {
    "missing": "请填写",
    "extra_forbidden": "没有这个字段，请删去",
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "bool_type": "应为是或否",
    "bool_parsing": "应为是或否",
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": _UUID,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_object_invalid": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": _TIME,
    "json_invalid": "不是有效的 JSON，请检查格式后重新发送",
    "json_type": "不是有效的 JSON，请检查格式后重新发送",
    "model_type": _BODY,
    "model_attributes_type": _BODY,
    "dict_type": _BODY,
    "list_type": "应为一个列表",
    "none_required": "应当留空",
}

_WITH_CONTEXT: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "string_pattern_mismatch": lambda ctx: _PATTERNS.get(ctx["pattern"], "格式不对，请检查后重新填写"),
    "string_too_short": lambda ctx: "请填写" if ctx["min_length"] == 1 else f"至少 {ctx['min_length']} 个字",
    "string_too_long": lambda ctx: f"最多 {ctx['max_length']} 个字，请缩短",
    "greater_than_equal": lambda ctx: f"不能小于 {ctx['ge']}",
    "greater_than": lambda ctx: f"应大于 {ctx['gt']}",
    "less_than_equal": lambda ctx: f"不能大于 {ctx['le']}",
    "less_than": lambda ctx: f"应小于 {ctx['lt']}",
    "too_long": lambda ctx: f"最多 {ctx['max_length']} 条，请分次发送",
    "too_short": lambda ctx: f"至少 {ctx['min_length']} 条",
    "enum": lambda ctx: _choices(ctx["expected"]),
    "literal_error": lambda ctx: _choices(ctx["expected"]),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `field` is its path for programs (`posts.3.post.data.money`), "" for all of it."""

    field: str
    code: str
    reason: str


def problems(error: ValidationError) -> list[Problem]:
    """Everything that is wrong with a message, in the order of its fields; no value is repeated."""
    return details_as_problems(error.errors(include_url=False, include_input=False))


def details_as_problems(details: Iterable[ErrorDetails]) -> list[Problem]:
    """The same for details that come without their error, as FastAPI's `RequestValidationError.errors()` gives them."""
    return [Problem(_path(found), found["type"], _sentence(found)) for found in details]


def explain(error: ValidationError) -> str:
    """What is wrong and what to do, as one line of Chinese: 「数量：不能小于 0；咨询渠道：请填写」."""
    return one_line(problems(error))


def one_line(found: Iterable[Problem]) -> str:
    """Problems as one line of Chinese, each reason once."""
    reasons = list(dict.fromkeys(problem.reason for problem in found))
    more = len(reasons) - _SHOWN
    return "；".join(reasons[:_SHOWN]) + (f"；还有 {more} 处" if more > 0 else "")


def _sentence(found: ErrorDetails) -> str:
    # Where a text is no JSON, the number in its place counts characters.
    places = [part for part in found["loc"] if isinstance(part, int)] if found["type"] != "json_invalid" else []
    names = [part for part in found["loc"] if isinstance(part, str)]
    which = f"第 {places[-1] + 1} 条，" if places else ""
    # A name that is not ours is shown for an undeclared field only: unions add names of types to the path.
    ours = [] if found["type"] == "extra_forbidden" else [name for name in names if name in FIELD_LABELS]
    label = _label((ours or names)[-1]) if names else ""
    reason = _reason(found)
    return f"{which}{label}：{reason}" if label else f"{which}{reason}"


def _label(name: str) -> str:
    """The name of an unknown field was written by the sender; it is shown only if it looks like a field's name."""
    if name in FIELD_LABELS:
        return "" if name == "data" else FIELD_LABELS[name]
    return f"字段 {name}" if _is_field_name(name) else "一个不认识的字段"


def _reason(found: ErrorDetails) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "value_error":
        cause = context.get("error")
        return str(cause) if isinstance(cause, Explained) else "填写有误，请检查后重新填写"
    if kind in _WITH_CONTEXT:
        return _WITH_CONTEXT[kind](context)
    return _FIXED.get(kind, "填写有误，请检查后重新填写")


def _path(found: ErrorDetails) -> str:
    parts = (str(part) for part in found["loc"])
    return ".".join(part if part.isdecimal() or _is_field_name(part) else "?" for part in parts)


def _is_field_name(name: str) -> bool:
    return re.fullmatch(r"[a-z]+(_[a-z]+){0,4}", name) is not None and len(name) <= 40


def _choices(expected: str) -> str:
    """The choices that an error of pydantic lists, by the names people know them by."""
    values = re.findall(r"'([^']*)'", expected)
    table = next((table for table in TABLES if [member.value for member in table] == values), None)
    names = [member.label for member in table] if table else values
    shown = "".join(f"「{name}」" for name in names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
    return f"请从{shown}中选一项"
