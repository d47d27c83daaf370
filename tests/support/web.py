"""A service's HTTP side without a socket: gate, hot path and FastAPI, as a process serves them."""

import contextlib
from collections.abc import AsyncIterator

import httpx

from services.chassis.doors.application import application
from services.chassis.doors.gate import Gate
from services.chassis.doors.http import HotPath
from services.chassis.health import Health
from services.chassis.runtime import Runtime


@contextlib.asynccontextmanager
async def web(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running service."""
    app = application(runtime.definition)
    app.state.service, app.state.health, app.state.progress = runtime, Health(runtime), runtime.progress
    front = Gate(HotPath(app, runtime), f"/api/{runtime.name}/commands")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url="http://service") as client:
        yield client
