"""The front door sends every path that a service serves to that service, and to no other."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from contracts.wire.subjects import SERVICES
from deploy.definitions import definition_of

CADDYFILE = Path(__file__).parents[2] / "deploy" / "caddy" / "Caddyfile"
_MATCHER = re.compile(r"^\s*@(\w+) path (.+)$", re.MULTILINE)
_HANDLE = re.compile(r'^\s*handle (?:@(\w+) )?\{\s*import upstream "\{\$YINGYUAN_(\w+)\}"', re.MULTILINE)


def paths_of(service: str) -> Iterator[str]:
    """Every path of a service's routes, with a word in place of each parameter."""
    definition = definition_of(service)
    for router in definition.routers:
        for route in router.routes:
            yield re.sub(r"\{[^}]*\}", "x", route.path)  # type: ignore[attr-defined]  # every route of ours has a path


def led_to(path: str) -> str:
    """The service that the front door asks for a path."""
    text = CADDYFILE.read_text(encoding="utf-8")
    for service in SERVICES:
        if path.startswith(f"/api/{service}/"):
            return service
    patterns = {name: paths.split() for name, paths in _MATCHER.findall(text)}
    for name, service in _HANDLE.findall(text):
        if not name or any(fnmatchcase(path, pattern) for pattern in patterns[name]):
            return str(service).lower()
    raise AssertionError(f"deploy/caddy/Caddyfile: nobody is asked for {path}")


@pytest.mark.parametrize("service", SERVICES)
def test_every_path_of_a_service_leads_to_it(service: str) -> None:
    for path in paths_of(service):
        part = "/" + path.split("/")[1]
        told = (
            f"deploy/caddy/Caddyfile: {path} of {service} leads to {led_to(path)}; "
            f"add `@{service} path {part} {part}/*` and a handle for it, as @tasks has"
        )
        assert led_to(path) == service, told
