"""Collects the messages of a package of contracts, so that no message must be listed in a second place."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from contracts.language.messages import Command, Event, Message, Query

M = TypeVar("M", bound=Message)

Collected = tuple[tuple[type[Event], ...], tuple[type[Command], ...], tuple[type[Query], ...]]


def messages_of(package: str) -> Collected:
    """The events, commands and questions of a package: its modules by name, each in the order it is written in."""
    path = import_module(package).__path__
    modules = [import_module(f"{package}.{found.name}") for found in iter_modules(path)]
    classes = [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__
    ]
    return _of(classes, Event), _of(classes, Command), _of(classes, Query)


def _of(classes: list[type], base: type[M]) -> tuple[type[M], ...]:
    return tuple(one for one in classes if issubclass(one, base))
