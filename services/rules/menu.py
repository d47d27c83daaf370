"""Reads `menu.toml`: the menu (菜单) of all pages, whichever service serves them."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Entry(BaseModel):
    """A line of the menu. Which roles see it will be said here, once there are roles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(pattern=r"^/([a-z][a-z0-9-]*)?$")
    name: str = Field(min_length=1, max_length=8)


class Menu(BaseModel):
    """What stands around every page: the system's name, its motto, and where one can go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    motto: str
    entries: tuple[Entry, ...]


@cache
def menu() -> Menu:
    """The menu. ValidationError for a file that says something else."""
    with Path(__file__).with_name("menu.toml").open("rb") as file:
        return Menu.model_validate(tomllib.load(file))
