"""A real browser for tests of pages: the machine's Chromium, driven by playwright; it records every error on a page."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
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


Open = Callable[..., Watched]
"""Opens a path in a new visitor's browser."""


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


def unreadable(page: Page) -> list[str]:
    """Texts whose colour stands out from what is behind them by less than 4.5 to 1 (WCAG 2, 1.4.3)."""
    found: list[str] = page.evaluate(_UNREADABLE)
    return found


def too_small(page: Page, least: int = 44) -> list[str]:
    """What one touches and is less than `least` pixels high; links within a sentence are not meant (WCAG 2, 2.5.8)."""
    found: list[str] = page.evaluate(_TOO_SMALL, least)
    return found


_UNREADABLE = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const behind = (one) => one === null ? [255, 255, 255]
    : over(channels(getComputedStyle(one).backgroundColor), behind(one.parentElement));
  const light = (colour) => colour.map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, place) => sum + c * [.2126, .7152, .0722][place], 0);
  return [...document.querySelectorAll("body *")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.checkVisibility())
    .filter((one) => {
      const ground = behind(one), style = getComputedStyle(one);
      const ink = over([...channels(style.color).slice(0, 3), (channels(style.color)[3] ?? 1) * style.opacity], ground);
      const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
      return (high + .05) / (low + .05) < 4.5;
    }).map((one) => one.textContent.trim());
}"""
_TOO_SMALL = """(least) => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .map((one) => one.closest("label") ?? one)
  .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline" && !one.matches(".skip, .hidden"))
  .filter((one) => one.getBoundingClientRect().height < least - .5)
  .map((one) => one.outerHTML.slice(0, 120))"""


def pdf_pages(document: bytes) -> list[tuple[int, int]]:
    """The sizes of a PDF's pages, in whole millimetres."""
    count = len(_PDF_PAGE.findall(document))
    sizes = [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in _PDF_SIZE.findall(document)]
    assert len(sizes) == count, "a page without a size of its own"
    return sizes
