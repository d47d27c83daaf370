"""The frame of notify's pages."""

from pathlib import Path

from fastapi import APIRouter

from services.chassis.pages.assets import Assets
from services.chassis.pages.error_page import page_route
from services.chassis.pages.site import Pages
from services.rules.menu import menu

AUDIENCES = (Path(__file__).parent / "desk",)

ASSETS = Assets("/tasks/assets", [audience / "assets" for audience in AUDIENCES])
PAGES = Pages(menu(), AUDIENCES, ASSETS, {})


def router() -> APIRouter:
    """An empty router whose errors are pages."""
    return APIRouter(route_class=page_route(PAGES))
