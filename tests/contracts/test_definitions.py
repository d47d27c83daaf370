"""Nothing is forgotten: every message has its rule, its fold and its readers, or is named as left alone."""

from importlib import import_module
from typing import Any

import pytest

from contracts import registry
from contracts.language.messages import Event
from contracts.registry import everything
from contracts.wire.subjects import SERVICES
from services.chassis.processes.process import Process
from services.chassis.service import ServiceDefinition
from services.chassis.views.view import View

DEFINITIONS: list[ServiceDefinition] = [import_module(f"services.{service}.main").SERVICE for service in SERVICES]
VIEWS = [pytest.param(view, id=f"{one.name}/{view.name}") for one in DEFINITIONS for view in one.views]
PROCESSES = [pytest.param(process, id=f"{one.name}/{process.name}") for one in DEFINITIONS for process in one.processes]


def of(service: str, kind: str) -> set[type[Any]]:
    return {entry.model for entry in everything() if entry.service == service and entry.kind == kind}


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_every_command_has_one_rule_and_every_event_one_fold(definition: ServiceDefinition) -> None:
    rules = [command for decider in definition.deciders for command in decider.rules]
    folds = [event for decider in definition.deciders for event in decider.folds]
    assert len(set(rules)) == len(rules) and set(rules) == of(definition.name, "command")
    assert len(set(folds)) == len(folds) and set(folds) == of(definition.name, "event")


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_an_event_goes_to_a_stream_of_the_type_it_names(definition: ServiceDefinition) -> None:
    for decider in definition.deciders:
        assert {event.stream_type for event in decider.folds} == {decider.stream_type}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_folds_or_names_as_ignored_every_event_of_its_sources(view: View) -> None:
    there: set[type[Event]] = set().union(*(of(source, "event") for source in view.sources))
    folded = {event.type for event in view.folds}
    assert not folded & set(view.ignores), f"{view.name}: folded and ignored at once"
    forgotten = {event.type for event in there} - folded - set(view.ignores)
    assert not forgotten, f"{view.folder}/view.py: fold {', '.join(sorted(forgotten))}, or name it in `ignores`"
    unknown = {*folded, *view.ignores} - {event.type for event in there}
    assert not unknown, f"{view.folder}/view.py: no event of {view.sources} is called {', '.join(sorted(unknown))}"


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_hears_events_of_the_service_that_it_names(process: Process[Any]) -> None:
    for source, events in process.hears.items():
        assert events and {registry.owner(event) for event in events} == {source}


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_closed_commands_and_look_ups_are_about_the_services_own_commands(definition: ServiceDefinition) -> None:
    assert definition.closed <= set(definition.commands)
    assert definition.lookups.keys() <= set(definition.open), "a closed command passes no door, so nothing is looked up"


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.name)
def test_answered_questions_are_those_of_the_contract(definition: ServiceDefinition) -> None:
    asked = {entry.name for entry in everything() if entry.service == definition.name and entry.kind == "query"}
    assert asked <= definition.questions.keys()
