"""Personal text (PIPL art. 4): plain only in the memory of the service that owns it, sealed everywhere else."""

import re
from typing import Annotated, Any, NoReturn, Self

from pydantic import Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import core_schema

from contracts.language.explained import Explained

SEALED_PREFIX = "sealed:"
SEALED_PATTERN = r"^sealed:[0-9A-Z]+:[0-9A-Za-z-]+:[0-9A-Za-z_-]+$"
MAX_LENGTH = 4000

Sealed = Annotated[
    str,
    StringConstraints(pattern=SEALED_PATTERN),
    Field(description="personal text, sealed with its person's key"),
]

_SEALED = re.compile(SEALED_PATTERN)
# What a person types has lines and tabs, but no other control characters, and no half of a surrogate pair.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Personal:
    """A text about a person.

    It is validated from plain text and prints as 「…」. It refuses to be serialised before it is sealed and to be
    pickled at all, so it cannot reach an event, a log, another process or a dead letter in the clear.
    """

    __slots__ = ("_plain", "_sealed")

    _plain: str | None
    _sealed: str | None

    def __init__(self, plain: str | None, sealed: str | None = None) -> None:
        object.__setattr__(self, "_plain", plain)
        object.__setattr__(self, "_sealed", sealed)

    @property
    def sealed(self) -> str | None:
        """The sealed text; None before it is sealed."""
        return self._sealed

    def reveal(self) -> str:
        """The plain text; ValueError when only the sealed form is at hand."""
        if self._plain is None:
            raise ValueError("sealed personal text cannot be read here")
        return self._plain

    def sealed_as(self, sealed: str) -> "Personal":
        """The same text, sealed: the plain one is left behind. ValueError when `sealed` does not look sealed."""
        if not _SEALED.fullmatch(sealed):
            raise ValueError("this is not sealed text")
        return Personal(None, sealed)

    def __repr__(self) -> str:
        return "Personal(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (self._plain, self._sealed) == (other._plain, other._sealed)

    def __hash__(self) -> int:
        return hash((self._plain, self._sealed))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("personal text does not change; make a new one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("personal text does not change; make a new one")

    # It never changes, so a copy of a message may share it; without these two, copying would go by way of pickling.
    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("personal text is not pickled: seal it and pass the sealed text on")

    def __getstate__(self) -> NoReturn:
        raise TypeError("personal text is not pickled: seal it and pass the sealed text on")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=MAX_LENGTH)
        return core_schema.no_info_plain_validator_function(
            _personal,
            serialization=core_schema.plain_serializer_function_ser_schema(_only_sealed, info_arg=True),
            json_schema_input_schema=text,
            metadata={"pydantic_js_functions": [lambda _, js: js(text) | {"description": "personal text"}]},
        )


def _personal(value: object) -> Personal:
    """Messages of these errors reach people, and never hold the text."""
    if isinstance(value, Personal):
        if value.sealed is not None:
            return value
        value = value.reveal()
    text = value.strip() if isinstance(value, str) else ""
    if not 1 <= len(text) <= MAX_LENGTH:
        raise Explained(f"请填写 1 到 {MAX_LENGTH} 个字的文字")
    if text.startswith(SEALED_PREFIX):
        raise Explained("请填写原文，不能填写已加密的内容")
    if _UNPRINTABLE.search(text):
        raise Explained("含有不能显示的字符，请删去后重新填写")
    return Personal(text)


def _only_sealed(value: object, info: core_schema.SerializationInfo) -> str:
    if not isinstance(value, Personal):
        raise ValueError("personal text must be validated before it is written anywhere")
    if value.sealed is None:
        if info.context and info.context.get("reveal"):  # the keyed request digest, never stored
            return value.reveal()
        raise ValueError("personal text must be sealed before it is written anywhere")
    return value.sealed
