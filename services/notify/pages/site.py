"""The frame of notify's pages."""

from pathlib import Path

from fastapi import APIRouter

from services.chassis.pages.assets import Assets
from services.chassis.pages.error_page import page_route
from services.chassis.pages.site import Link, Pages, Site

HERE = Path(__file__).parent

# The same in every service that has pages; tests/system/test_pages.py holds them together.
SITE = Site("应援", "应援尽援 应援优援", (Link("/", "首页"), Link("/board", "报表"), Link("/tasks", "待办")))
ASSETS = Assets("/tasks/assets", [HERE / "assets"])
PAGES = Pages(SITE, HERE / "templates", ASSETS, {})


def router() -> APIRouter:
    """An empty router whose errors are pages."""
    return APIRouter(route_class=page_route(PAGES))
