"""The services' definitions, by name."""

from importlib import import_module

from services.chassis.service import ServiceDefinition


def definition_of(service: str) -> ServiceDefinition:
    """What a service is made of. Imports the whole service, so whoever need not know does not ask."""
    found: ServiceDefinition = import_module(f"services.{service}.main").SERVICE
    return found
