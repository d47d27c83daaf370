"""A real browser for tests of pages: the machine's Chromium, driven by playwright; it records every error on a page."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, PHONE = (1280, 900), (390, 844)

_PDF_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_PDF_SIZE = re.compile(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]")


@dataclass
class Watched:
    """A page, and what went wrong on it: console errors (blocked content among them) and uncaught exceptions."""

    page: Page
    wrong: list[str] = field(default_factory=list)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; the test is skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium to run the tests of pages")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def watched(browser: Browser, address: str, size: tuple[int, int] = DESK, *, scripts: bool = True) -> Iterator[Watched]:
    """A page of a new visitor; paths are relative to `address`."""
    context: BrowserContext = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        java_script_enabled=scripts,
    )
    try:
        seen = Watched(context.new_page())
        seen.page.on(
            "console", lambda said: seen.wrong.append(said.text) if said.type in ("error", "warning") else None
        )
        seen.page.on("pageerror", lambda error: seen.wrong.append(str(error)))
        yield seen
    finally:
        context.close()


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the element has the focus; fails when it cannot be reached, or its focus cannot be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", selector):
            width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert width >= 2, f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def pdf_pages(document: bytes) -> list[tuple[int, int]]:
    """The sizes of a PDF's pages, in whole millimetres."""
    count = len(_PDF_PAGE.findall(document))
    sizes = [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in _PDF_SIZE.findall(document)]
    assert len(sizes) == count, "a page without a size of its own"
    return sizes
