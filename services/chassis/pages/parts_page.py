"""`/parts`: every part of pages in every state, with the call that draws it. For developers; no menu leads there."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path

from fastapi import APIRouter, Request, Response
from markupsafe import Markup, escape

from contracts.language.periods import SHANGHAI
from services.chassis.pages.assets import PARTS
from services.chassis.pages.site import Pages

EXAMPLES = PARTS / "examples"
WORDS = {"date": date, "datetime": partial(datetime, tzinfo=SHANGHAI)}
"""What examples may use beside what every template may."""

_COMMENT = r"\{# ((?:(?!#\}).)*) #\}\n"
_MACRO = re.compile(rf"{_COMMENT}\{{% macro ((?!_).+?) %\}}", re.DOTALL)
_EXAMPLE = re.compile(rf"^{_COMMENT}", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A state of a part: `source` is the template that draws it, without its imports."""

    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file of macros: what it is for, how each is called, and its examples. `imports` is what those begin with."""

    name: str
    purpose: str
    macros: tuple[tuple[str, str], ...]
    imports: str
    examples: tuple[Example, ...]


@cache
def shown_parts() -> tuple[Part, ...]:
    """Every part, by name. FileNotFoundError for a part without examples."""
    return tuple(_part(path) for path in sorted(PARTS.glob("*.html")))


def parts_router(pages: Pages) -> APIRouter:
    """The page, for the service that owns `/`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/parts")
    async def parts(request: Request) -> Response:
        """For developers: every part of pages in every state, with the call that draws it."""
        drawn = {
            (part.name, example.title): pages.draw(part.imports + example.source, **WORDS)
            for part in shown_parts()
            for example in part.examples
        }
        return pages.page(request, "parts.html", parts=shown_parts(), drawn=drawn, with_code=_with_code)

    return router


def _with_code(comment: str) -> Markup:
    """A comment with what stands between `backticks` as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(comment.split("`"))
    )


def _part(path: Path) -> Part:
    text = path.read_text(encoding="utf-8")
    first = _EXAMPLE.match(text)
    macros = tuple((called, comment) for comment, called in _MACRO.findall(text))
    imports, *pieces = _EXAMPLE.split((EXAMPLES / path.name).read_text(encoding="utf-8"))
    examples = tuple(Example(title, source.strip()) for title, source in zip(pieces[::2], pieces[1::2], strict=True))
    return Part(path.stem, first[1] if first else "", macros, imports, examples)
