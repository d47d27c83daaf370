"""The frame around every page of a service: name, menu, assets; and how a template becomes an answer."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from services.chassis.pages.assets import PARTS, Assets
from services.chassis.pages.words import day, moment, time_left

SHARED = Path(__file__).parent / "templates"
WORDS = {"day": day, "moment": moment, "time_left": time_left}


class Link(Protocol):
    """An entry of the menu."""

    @property
    def path(self) -> str: ...
    @property
    def name(self) -> str: ...


class Site(Protocol):
    """What stands around every page: the system's name, its motto, its menu. The services hand it in: the chassis does
    not know where one can go."""

    @property
    def name(self) -> str: ...
    @property
    def motto(self) -> str: ...
    @property
    def entries(self) -> Sequence[Link]: ...


def entry_of(site: Site, path: str) -> Link | None:
    """The entry of the menu that a page belongs to: the one with the longest path above it."""
    above = [link for link in site.entries if path == link.path or path.startswith(link.path + "/")]
    return max(above, key=lambda link: len(link.path), default=None)


class Pages:
    """The pages of one service: its templates within the shared frame. Whatever they are given is escaped.

    A template is named after its audience: `desk/tasks.html` is `desk/templates/tasks.html`. Parts of pages are in
    `parts/`: {% from "parts/tag.html" import tag %}.
    """

    def __init__(self, site: Site, audiences: Iterable[Path], assets: Assets, words: Mapping[str, Any]) -> None:
        """`audiences` are folders of pages; `words` are names that every template of the service may use."""
        rooms = {"parts": FileSystemLoader(PARTS)}
        rooms |= {audience.name: FileSystemLoader(audience / "templates") for audience in audiences}
        self._site = site
        self._environment = Environment(
            loader=ChoiceLoader([PrefixLoader(rooms), FileSystemLoader(SHARED)]),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._environment.globals.update({**WORDS, **words, "site": site, "asset": assets.address})

    def draw(self, source: str, **content: Any) -> Markup:
        """The text that a piece of template gives."""
        return Markup(self._environment.from_string(source).render(content))

    def page(
        self,
        request: Request,
        template: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> HTMLResponse:
        """A page. Browsers ask for it again each time: figures and tasks change."""
        text = self._environment.get_template(template).render(
            entry_of_menu=entry_of(self._site, request.url.path), **content
        )
        return HTMLResponse(text, status, {"cache-control": "no-cache", **(headers or {})})
