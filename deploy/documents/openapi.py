"""OpenAPI of each service, as its FastAPI application gives it."""

from typing import Any

from contracts.wire.subjects import ServiceName
from deploy.definitions import definition_of
from services.chassis.doors.application import openapi


def document(service: ServiceName) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    return openapi(definition_of(service))
