"""Nothing is forgotten: every message has its rule, its fold, its readers and its spec, every part of a service its place.

Each failure names the file to change and says what to write there.
"""

import pkgutil
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

from contracts import registry
from contracts.language.messages import Event
from contracts.registry import Entry, everything
from contracts.wire.subjects import SERVICES
from deploy.definitions import definition_of
from services.chassis.decider import Decider
from services.chassis.processes.process import Process
from services.chassis.service import ServiceDefinition, Slice
from services.chassis.sql import named
from services.chassis.views.view import View

ROOT = Path(__file__).parents[2]
DEFINITIONS = [definition_of(service) for service in SERVICES]
VIEWS = [pytest.param(one, view, id=f"{one.name}/{view.name}") for one in DEFINITIONS for view in one.views]
PROCESSES = [
    pytest.param(one, process, id=f"{one.name}/{process.name}") for one in DEFINITIONS for process in one.processes
]
MESSAGES = [pytest.param(entry, id=f"{entry.service}/{entry.name}") for entry in everything() if entry.kind != "query"]


def decider_of(entry: Entry) -> str:
    """The file that decides on a message: contracts/casework/case.py is decided in services/casework/case/."""
    return f"services/{entry.service}/{entry.model.__module__.rpartition('.')[2]}/decider.py"


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rules_and_folds(definition: ServiceDefinition) -> list[type[Any]]:
    return [one for decider in definition.deciders for one in (*decider.rules, *decider.folds)]


@pytest.mark.parametrize("entry", MESSAGES)
def test_every_command_has_one_rule_and_every_event_one_fold(entry: Entry) -> None:
    there = Counter(rules_and_folds(DEFINITIONS[SERVICES.index(entry.service)]))[entry.model]
    name, file = entry.model.__name__, decider_of(entry)
    kind, table = ("rule", "rules") if entry.kind == "command" else ("fold", "folds")
    assert there, f"{file}: there is no {kind} for {name}; add one to {table}={{…}}"
    assert there == 1, f"{file}: {name} is in two deciders; leave it in one"


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_a_decider_knows_the_messages_of_its_own_service_alone(definition: ServiceDefinition) -> None:
    own = {entry.model for entry in everything() if entry.service == definition.name}
    strange = ", ".join(one.__name__ for one in rules_and_folds(definition) if one not in own)
    assert not strange, (
        f"contracts/{definition.name}/: {strange} is decided and is no message of {definition.name}; write it there"
    )


@pytest.mark.parametrize("entry", MESSAGES)
def test_every_message_is_in_a_spec(entry: Entry) -> None:
    folder, name = ROOT / "tests" / "unit" / entry.service, entry.model.__name__
    said = any(name in spec.read_text("utf-8") for spec in folder.glob("test_*.py"))
    assert said, f"{relative(folder)}/: no spec has {name}; say what it promises: given(…).when(…).then(…)"


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_an_event_goes_to_a_stream_of_the_type_it_names(definition: ServiceDefinition) -> None:
    for decider in definition.deciders:
        for event in decider.folds:
            file = f"{event.__module__.replace('.', '/')}.py"
            wrong = f"{file}: {event.__name__} is folded by {decider.stream_type!r}; write that in its stream_type"
            assert event.stream_type == decider.stream_type, wrong


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_every_slice_is_in_its_service(definition: ServiceDefinition) -> None:
    for module in modules_of(definition):
        forgotten = isinstance(getattr(module, "SLICE", None), Slice) and module.SLICE not in definition.slices
        name = module.__name__.rpartition(".")[2]
        assert not forgotten, f"services/{definition.name}/main.py: add {name}.SLICE to slices=(…)"


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_whatever_a_folder_makes_is_in_its_slice(definition: ServiceDefinition) -> None:
    parts = {
        Decider: ("deciders", definition.deciders),
        View: ("views", definition.views),
        Process: ("processes", definition.processes),
        APIRouter: ("routers", definition.routers),
    }
    for module in modules_of(definition):
        for name, value in vars(module).items():
            kind, brought = parts.get(type(value), ("", [value]))
            folder = module.__name__.rpartition(".")[0].replace(".", "/")
            told = f"{folder}/__init__.py: {name} is in no slice; add it to {kind}=(…) of SLICE"
            assert any(value is one for one in brought), told


def modules_of(definition: ServiceDefinition) -> Iterator[Any]:
    """All modules of a service."""
    package = import_module(f"services.{definition.name}")
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


@pytest.mark.parametrize(("definition", "view"), VIEWS)
def test_a_view_folds_or_names_as_ignored_every_event_of_its_sources(definition: ServiceDefinition, view: View) -> None:
    file = f"{relative(view.folder)}/view.py"
    there = [entry.model for entry in everything() if entry.service in view.sources and issubclass(entry.model, Event)]
    for event in there:
        told = f"{file}: {view.name} does not say what {event.type} means to it; fold it, or add it to ignores=(…)"
        assert view.knows(event), told
    folded = {event.type for event in view.folds}
    streams = {event.stream_type for event in view.folds}
    for name in view.ignores:
        ignored = {event.type for event in there if name in (event.type, event.stream_type)}
        assert ignored - folded, f"{file}: there is nothing to ignore in {name}; take it out of ignores=(…)"
        assert name not in streams, f"{file}: it folds events of {name}; name in ignores=(…) the ones that it does not"
    for kind in sorted(folded - {event.type for event in there}):
        pytest.fail(f"{file}: {kind} is of another service; add that to sources=(…), or do not fold it")


@pytest.mark.parametrize(("definition", "view"), VIEWS)
def test_an_inline_view_is_folded_from_its_own_service_alone(definition: ServiceDefinition, view: View) -> None:
    inline = f"{relative(view.folder)}/view.py: an inline view sees its own log alone: sources=({definition.name!r},)"
    assert not view.inline or view.sources == (definition.name,), inline


@pytest.mark.parametrize(("definition", "view"), VIEWS)
def test_a_view_has_tables_and_a_digest(definition: ServiceDefinition, view: View) -> None:
    folder = relative(view.folder)
    assert (view.folder / "tables.sql").exists(), f"{folder}/tables.sql: write the tables of {view.name}"
    there = vars(named(view.folder / "queries.sql")) if (view.folder / "queries.sql").exists() else {}
    assert "digest" in there, (
        f"{folder}/queries.sql: add a query `digest`, one text for the whole content of {view.name}"
    )


@pytest.mark.parametrize(("definition", "process"), PROCESSES)
def test_a_process_hears_events_of_the_service_that_it_names(
    definition: ServiceDefinition, process: Process[Any]
) -> None:
    file = f"{process.react.__module__.replace('.', '/')}.py"
    for source, events in process.hears.items():
        assert events, f"{file}: {process.name} hears no event of {source}; name one in hears={{…}}"
        for event in events:
            told = f"{file}: {event.__name__} is an event of {registry.owner(event)}; correct hears={{…}} of {process.name}"
            assert registry.owner(event) == source, told


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_closed_commands_and_look_ups_are_about_the_services_own_commands(definition: ServiceDefinition) -> None:
    for command in definition.closed:
        assert command in definition.commands, (
            f"{definition.name}: closed=(…) names {command.__name__}, which is another's"
        )
    for command in definition.lookups:
        told = f"{definition.name}: nothing is looked up for {command.__name__}, for it passes no door; take it from lookups"
        assert command in definition.open, told


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_answered_questions_are_those_of_the_contract(definition: ServiceDefinition) -> None:
    for entry in everything():
        if entry.service == definition.name and entry.kind == "query":
            told = f"services/{definition.name}/: nobody answers {entry.subject}; add {entry.name!r} to questions={{…}} of a slice"
            assert entry.name in definition.questions, told
