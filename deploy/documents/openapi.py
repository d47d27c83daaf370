"""OpenAPI of each service, as its FastAPI application gives it."""

from importlib import import_module
from typing import Any

from contracts.wire.subjects import ServiceName
from services.chassis.doors.application import openapi


def document(service: ServiceName) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    return openapi(import_module(f"services.{service}.main").SERVICE)
