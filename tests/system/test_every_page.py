"""What is promised of every page, in a real browser: on a desk and on a phone, to those who see, listen or touch.

A new page is added to PAGES.
"""

import pytest

from tests.support.browser import PHONE, Open, too_small, unreadable
from tests.support.pages_ledger import HALF, MONTH

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    HALF,
    MONTH,
    f"{HALF}?optional=true",
    f"{HALF}?as_of=2012-01-01",
    f"{HALF}/trace?row=1&column=律师",
    "/board?region=街道",
    "/board/half-month/4420/2012-03A",
    "/tasks",
    "/tasks?when=late&kind=return-visit",
    "/parts",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(visit: Open, path: str) -> None:
    page = visit(path, PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_landmarks_and_headings(visit: Open, path: str) -> None:
    page = visit(path).page
    for landmark in ("banner", "navigation", "main"):
        assert page.get_by_role(landmark).count() >= 1
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("input:not([type=hidden])").evaluate_all("all => all.every(one => one.labels.length === 1)")


@pytest.mark.parametrize("path", PAGES)
def test_every_text_stands_out_from_what_is_behind_it(visit: Open, path: str) -> None:
    assert unreadable(visit(path).page) == []


@pytest.mark.parametrize("path", PAGES)
def test_what_one_touches_on_a_phone_is_large_enough_for_a_finger(visit: Open, path: str) -> None:
    assert too_small(visit(path, PHONE).page) == []
