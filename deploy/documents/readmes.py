"""The part of each service's README that is made from its definition: streams, processes, views, questions, routes."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from deploy.definitions import definition_of
from services.chassis.decider import Decider
from services.chassis.service import ServiceDefinition
from services.chassis.views.view import View

SERVICES_FOLDER = Path(__file__).parents[2] / "services"
BEGIN = "<!-- From here on made by `make docs` from the service's definition. -->"


def path(service: str) -> Path:
    """Where the README of a service is."""
    return SERVICES_FOLDER / service / "README.md"


def document(service: str) -> str:
    """A service's README as it should be: what people wrote, then what the definition says. ValueError without the mark."""
    written, mark, _ = path(service).read_text(encoding="utf-8").partition(BEGIN)
    if not mark:
        raise ValueError(f"{path(service)}: the line {BEGIN} is gone; put it back at the end")
    return written + BEGIN + "\n\n" + "\n".join(_made(definition_of(service)))


def _made(definition: ServiceDefinition) -> Iterator[str]:
    closed = {command.name for command in definition.closed}
    yield from _table(
        "Streams",
        ("stream", "what", "commands", "events"),
        [_stream(decider, closed) for decider in definition.deciders],
    )
    if closed:
        yield from ("\\* given by the service's own processes alone: no door takes it.", "")
    yield from _table("Processes", ("process", "hears"), [_process(p.name, p.hears) for p in definition.processes])
    yield from _table("Views", ("view", "kind", "folded from", "what"), [_view(view) for view in definition.views])
    yield from _table("Questions", ("question", "what"), _questions(definition))
    yield from _table("Routes", ("route", "what"), _routes(definition))


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield from (f"## {title}", "", f"| {' | '.join(head)} |", "|" + "---|" * len(head))
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""


def _stream(decider: Decider[Any], closed: set[str]) -> Sequence[str]:
    rule = next(iter(decider.rules.values()))
    folder = sys.modules[rule.__module__.rpartition(".")[0]]
    commands = [f"`{command.name}`" + ("\\*" if command.name in closed else "") for command in decider.rules]
    events = [f"`{event.type}`" for event in decider.folds]
    return f"`{decider.stream_type}-…`", _said(folder), ", ".join(commands), ", ".join(events)


def _process(name: str, hears: Any) -> Sequence[str]:
    heard = [f"`{source}.{event.stream_type}.{event.type}`" for source, events in hears.items() for event in events]
    return f"`{name}`", ", ".join(heard)


def _view(view: View) -> Sequence[str]:
    kind = "inline" if view.inline else f"follows {' and '.join(view.sources)}"
    module = import_module(f"services.{view.folder.relative_to(SERVICES_FOLDER).as_posix().replace('/', '.')}.view")
    return f"`{view.name}`", kind, ", ".join(f"`{event.type}`" for event in view.folds), _said(module)


def _questions(definition: ServiceDefinition) -> Iterator[Sequence[str]]:
    for name, question in definition.questions.items():
        yield f"`query.{definition.name}.{name}`", _said(question).partition(": ")[2] or _said(question)


def _routes(definition: ServiceDefinition) -> Iterator[Sequence[str]]:
    for router in definition.routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                methods = " ".join(sorted(route.methods or ()))
                yield f"`{methods} {route.path}`", _said(route.endpoint)


def _said(thing: object) -> str:
    """The first paragraph of what a docstring says, as one line."""
    return " ".join((thing.__doc__ or "").strip().partition("\n\n")[0].split())
