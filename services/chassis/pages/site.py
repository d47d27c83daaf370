"""The frame around every page of a service: name, menu, assets; and how a template becomes an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from services.chassis.pages.assets import Assets

SHARED = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the menu."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Site:
    """What stands around every page: the system's name, what it is for, its menu."""

    name: str
    motto: str
    menu: tuple[Link, ...]

    def place(self, path: str) -> Link | None:
        """The entry of the menu that a page belongs to: the one with the longest path above it."""
        above = [link for link in self.menu if path == link.path or path.startswith(link.path.rstrip("/") + "/")]
        return max(above, key=lambda link: len(link.path), default=None)


class Pages:
    """The pages of one service: its templates within the shared frame. What a template says is escaped unless it says so."""

    def __init__(self, site: Site, templates: Path, assets: Assets, words: Mapping[str, Any]) -> None:
        """`words` are names that every template of the service may use."""
        self._site = site
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(templates), FileSystemLoader(SHARED)]),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._environment.globals.update(words)
        self._environment.globals.update(site=site, asset=assets.address)

    def page(
        self, request: Request, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **content: Any
    ) -> HTMLResponse:
        """A page. It is asked for anew each time: figures and tasks change."""
        text = self._environment.get_template(template).render(here=self._site.place(request.url.path), **content)
        return HTMLResponse(text, status, {"cache-control": "no-cache", **(headers or {})})
