"""The frame of reporting's pages, and its own errors in words."""

from pathlib import Path

from fastapi import APIRouter
from pydantic import ValidationError

from contracts.language.errors import explain
from services.chassis.pages.assets import Assets
from services.chassis.pages.error_page import ErrorPage, known, page_route
from services.chassis.pages.site import Pages
from services.reporting.pages.words import WORDS
from services.reporting.tables.problems import Problem
from services.rules.menu import menu

AUDIENCES = (Path(__file__).parent / "board",)

ASSETS = Assets("/assets", [audience / "assets" for audience in AUDIENCES])
PAGES = Pages(menu(), AUDIENCES, ASSETS, WORDS)

_TITLES = {404: "没有找到", 422: "填写的内容看不懂", 503: "暂时不能回答"}


def explained(error: Exception) -> ErrorPage | None:
    """The page that an error of reporting means."""
    match error:
        case Problem():
            return ErrorPage(
                error.status,
                _TITLES.get(error.status, "做不到"),
                error.reason,
                "请返回上一页改正，或从报表页重新选择。",
            )
        case ValidationError():
            return ErrorPage(422, _TITLES[422], explain(error), "请返回上一页改正，或从报表页重新选择。")
    return known(error)


def router() -> APIRouter:
    """An empty router whose errors are pages."""
    return APIRouter(route_class=page_route(PAGES, explained))
