"""What is promised about the pages, in a real browser: figures, traces, keyboard, paper, hostile text, double clicks.

The ledger is that of tests/support/pages_ledger.py. What is promised of every page is in test_every_page.py.
"""

import csv
import io
import os
import signal
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from services.chassis.ids import uuid7
from services.rules.menu import menu
from tests.support.browser import Open, pdf_pages, tab_to
from tests.support.launched import Launched, yingyuan
from tests.support.pages_ledger import HALF, HOSTILE, MONTH, NAME, TOWN

pytestmark = pytest.mark.browser

HALF_MONTH_FIGURES = {
    "走访企业(家)": ("2", "0", "0", "2"),
    "提供法律咨询(次)": ("0", "3", "0", "3"),
    "代理案件(件)": ("2", "0", "0", "2"),
    "办理法律援助案件(件)": ("2", "0", "0", "2"),
    "挽回企业经济损失(万元)": ("1.23", "0.00", "0.00", "1.23"),
    "开展专项培训(次/人次)": ("0/0", "0/0", "1/40", "1/40"),
    "防止群体性事件(件数/人数)": ("0/0", "0/0", "0/0", "0/0"),
}
MONTH_FIGURES = {
    "办理法律援助案件": ("2",),
    "接待来访法律咨询": ("3",),
    "电话(网、信)法律咨询": ("2",),
    "群体性法律援助案件(件/人数)": ("1/6",),
    "参与政府信访接待(批/人次)": ("0/0",),
    "挽回经济损失(万元)": ("0.00",),
}
FACTS = "section[aria-labelledby=facts] table"
HALF_HEAD = (
    "“双促双助”法律服务专项活动工作情况统计表",
    "(半月表)",
    "填报单位:神湾镇",
    "填报日期:",
    "项目律师公证基层法律服务工作者累计",
)
MONTH_HEAD = ("“双促双助”法律服务专项活动法律援助统计表", "(月报表)", "数量")


def test_home_says_in_words_how_each_service_is(visit: Open) -> None:
    page = visit("/").page
    services = page.get_by_role("region", name="系统状态")
    assert services.get_by_role("heading", level=3).all_inner_texts() == [
        "受理登记",
        "案件办理",
        "统计报表",
        "提醒督办",
    ]
    assert [text.strip("✓ ") for text in services.locator(".state").all_inner_texts()] == ["运行正常"] * 4


def test_home_says_so_when_a_service_is_silent(visit: Open, filled: Launched) -> None:
    page = visit("/").page
    pid = page.request.get("/health/casework/progress").json()["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        page.reload()
        expect(page.locator(".state.alarm")).to_contain_text("没有应答")
    finally:
        os.kill(pid, signal.SIGCONT)


def test_the_menu_leads_to_each_of_its_pages_and_says_where_one_is(visit: Open) -> None:
    page = visit("/").page
    for entry in menu().entries:
        page.get_by_role("navigation", name="主菜单").get_by_role("link", name=entry.name).click()
        current = page.locator("nav[aria-label=主菜单] a[aria-current=page]")
        expect(current).to_have_text(entry.name)
        expect(current).to_have_attribute("href", entry.path)


@pytest.mark.parametrize(("path", "figures"), [(HALF, HALF_MONTH_FIGURES), (MONTH, MONTH_FIGURES)])
def test_the_board_shows_the_tables_figures(visit: Open, path: str, figures: dict[str, tuple[str, ...]]) -> None:
    page = visit(path).page
    shown = {row[0]: row[1:] for row in _rows(page)}
    assert {name: tuple(shown[name]) for name in figures} == figures
    api = page.request.get(f"{path.replace('/board', '/api/reporting/forms')}?format=csv").text()
    assert [[row[0], *row[1:]] for row in list(csv.reader(io.StringIO(api)))[1:]] == _rows(page)


@pytest.mark.parametrize("path", [HALF, MONTH])
def test_every_figure_leads_to_the_entries_that_make_it(visit: Open, path: str) -> None:
    page = visit(path).page
    cells = page.locator("table.form td a")
    links = cells.evaluate_all("all => all.map(a => [a.getAttribute('href'), a.textContent])")
    assert len(links) == len(_rows(page)) * (len(_rows(page)[0]) - 1)
    for address, figure in links:
        answer = page.request.get(address)
        assert answer.status == 200, address
        text = answer.text()
        assert f"与表上的 {figure} 一致" in text, address


def test_a_distinct_count_lists_every_name_once_and_leads_back(visit: Open) -> None:
    page = visit(HALF).page
    page.locator("table.form td a").first.click()
    expect(page.locator(FACTS).locator("tbody tr")).to_have_count(2)
    expect(page.locator(FACTS)).to_contain_text("另有 1 次，不重复计")
    expect(page.get_by_role("status")).to_contain_text("3 条登记，去重后 2 个，得 2，与表上的 2 一致")
    page.get_by_role("link", name="回到半月表").click()
    expect(page.locator("table.form")).to_be_visible()


def test_from_home_to_a_printed_table_with_the_keyboard_alone(visit: Open) -> None:
    page = visit("/").page
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    tab_to(page, "nav a[href='/board']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/half-month/**")
    tab_to(page, "#region")
    page.keyboard.type("4420")
    tab_to(page, "#year")
    page.keyboard.type("2012")
    tab_to(page, "#part")
    for key in ("Home", *["ArrowDown"] * 4):
        page.keyboard.press(key)
    tab_to(page, ".chooser button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/half-month/4420/2012-03A")
    tab_to(page, "a[data-print]")
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed") is True
    assert pdf_pages(page.pdf(prefer_css_page_size=True)) == [(210, 297)]


@pytest.mark.parametrize(("path", "head"), [(HALF, HALF_HEAD), (MONTH, MONTH_HEAD)])
def test_paper_shows_the_form_and_nothing_else_on_one_page(visit: Open, path: str, head: tuple[str, ...]) -> None:
    page = visit(path).page
    rows = _rows(page)
    note = page.locator(".sheet-note").inner_text()
    assert pdf_pages(page.pdf(prefer_css_page_size=True)) == [(210, 297)]
    page.emulate_media(media="print")
    printed = "".join(page.locator("body").inner_text().split())
    for line in head:
        assert printed.startswith(line), (line, printed[:120])
        printed = printed[len(line) :].lstrip("0123456789年月日")
    assert printed == "".join("".join(row) for row in rows) + note


def test_a_trace_lies_across_the_paper(visit: Open) -> None:
    page = visit(f"{HALF}/trace?row=1&column=律师").page
    assert pdf_pages(page.pdf(prefer_css_page_size=True)) == [(297, 210)]


def test_hostile_text_stays_text(visit: Open) -> None:
    page = visit(f"{HALF}/trace?row=1&column=律师").page
    assert HOSTILE in page.locator(FACTS).inner_text()
    assert page.locator("main script, main img").count() == 0
    typed = visit(f"/board?region={quote(HOSTILE)}", status=404)
    assert typed.page.locator("main script, main img").count() == 0
    assert typed.page.evaluate("window.taken") is None and page.evaluate("window.taken") is None
    typed.wrong.clear()  # the browser reports the 404 itself


def test_a_division_is_found_by_name_code_and_tree_without_any_script(visit: Open) -> None:
    page = visit(HALF, scripts=False).page
    for typed in (NAME, TOWN, f"{NAME} {TOWN}", f"{TOWN}000"):
        page.fill("#region", typed)
        page.click(".chooser button")
        expect(page.locator("h1")).to_have_text(f"{NAME} · 2012年3月上半月")
    page.get_by_role("link", name="中山市").first.click()
    page.get_by_role("navigation", name="下级地区").get_by_role("link", name="沙溪镇").click()
    expect(page.locator("h1")).to_have_text("沙溪镇 · 2012年3月上半月")
    page.fill("#region", "44200011")
    page.click(".chooser button")
    expect(page.locator("h1")).to_have_text("「44200011」可能是这些地区")
    page.get_by_role("link", name="三乡镇").click()
    expect(page.locator("h1")).to_have_text("三乡镇 · 2012年3月上半月")


def test_places_of_one_name_are_told_apart_by_their_codes(visit: Open, filled: Launched, tmp_path: Path) -> None:
    register = tmp_path / "towns.csv"
    register.write_text("代码,名称,上级\n442000901,同名镇,4420\n442000902,同名镇,4420\n", encoding="utf-8")
    done = yingyuan("regions", "import", str(register), data=filled.data)
    assert done.returncode == 0, done.stdout + done.stderr
    waited = yingyuan("report", "show", "month", "--region", "442000902", "--period", "2012-03", data=filled.data)
    assert waited.returncode == 0, waited.stdout + waited.stderr
    below = visit("/board/half-month/4420/2012-03A").page.get_by_role("navigation", name="下级地区")
    expect(below.get_by_role("link", name="同名镇")).to_have_text(["同名镇 442000901", "同名镇 442000902"])
    expect(below.get_by_role("link", name="沙溪镇")).to_have_text("沙溪镇")


def test_divisions_are_offered_while_one_types(visit: Open) -> None:
    page = visit(HALF).page
    page.fill("#region", "神湾")
    page.locator("#regions option").first.wait_for(state="attached")
    assert page.locator("#regions option").evaluate_all("all => all.map(one => one.value)") == [f"{NAME} {TOWN}"]


def test_neighbouring_periods_and_forms_are_one_step_away(visit: Open) -> None:
    page = visit(HALF).page
    page.click("a[rel=next]")
    expect(page.locator("h1")).to_have_text(f"{NAME} · 2012年3月下半月")
    page.get_by_role("navigation", name="报表种类").get_by_role("link", name="月报表").click()
    expect(page.locator("h1")).to_have_text(f"{NAME} · 2012年4月")


def test_a_table_as_it_was_says_that_it_is(visit: Open) -> None:
    page = visit(f"{HALF}?as_of=2012-01-01").page
    expect(page.get_by_role("status")).to_contain_text("截至 2012-01-01")
    assert {figure for row in _rows(page) for figure in row[1:]} == {"0", "0.00", "0/0"}
    page.locator("table.form td a").first.click()
    expect(page.locator("main")).to_contain_text("没有登记计入这一格")


@pytest.mark.parametrize(("path", "status", "words"), [
    ("/nowhere", 404, "没有这个页面"),
    ("/tasks/nowhere", 404, "没有这个页面"),
    ("/board/half-month/999999/2012-03A", 404, "没有这个地区"),
    (f"/board/half-month/{TOWN}/2012-13A", 422, "期次应写成"),
    (f"{HALF}?as_of=昨天", 422, "截至时点应写成"),
    (f"{HALF}/trace?row=99&column=律师", 404, "没有第 99 行"),
    ("/tasks?when=never", 422, "填写的内容看不懂"),
])  # fmt: skip
def test_what_cannot_be_shown_is_explained_in_plain_chinese(visit: Open, path: str, status: int, words: str) -> None:
    seen = visit(path, status=status)
    expect(seen.page.get_by_role("alert")).to_contain_text(words)
    assert seen.page.request.get(path, headers={"accept": "application/json"}).json()["reason"]
    seen.wrong.clear()  # the browser reports the status itself


def test_completing_a_task_twice_counts_once_and_shows_by_whom(visit: Open) -> None:
    page = visit("/tasks?when=late&kind=return-visit").page
    task = page.locator("li.queue-row").first
    task.get_by_text("办结", exact=True).click()
    sent = task.locator("form").evaluate("form => Object.fromEntries(new FormData(form))")
    action = str(task.locator("form").get_attribute("action"))
    done = _done(page)
    task.get_by_label("办理人代码").fill("律001")
    task.get_by_label("办理结果").select_option("联系不上")
    task.get_by_role("button").dblclick()
    expect(page.get_by_role("status")).to_contain_text("办理人 律001，结果：联系不上")
    again = {**sent, "by": "律001", "outcome": "unreachable"}
    assert page.request.post(action, form=again, max_redirects=0).status == 303
    page.goto("/tasks")
    assert _done(page) == done + 1
    late = page.request.post(action, form={**again, "command_id": str(uuid7())}, headers={"accept": "text/html"})
    assert late.status == 409 and "已经办结" in late.text()


def test_a_form_of_another_site_or_of_no_page_of_ours_does_nothing(visit: Open) -> None:
    page = visit("/tasks?when=late&kind=return-visit").page
    form = page.locator("li.queue-row form").first
    action = str(form.get_attribute("action"))
    fields: dict[str, str | float | bool] = {"by": "律001", "outcome": "done", "command_id": str(uuid7())}
    foreign = page.request.post(action, form=fields, headers={"origin": "http://evil.example"})
    made_up = page.request.post(action, form={**fields, "command_id": str(uuid4())})
    assert (foreign.status, made_up.status) == (403, 422)
    assert "别的网站" in foreign.text()


def _done(page: Page) -> int:
    """How many tasks are done, as the inbox says."""
    done = page.get_by_role("navigation", name="按期限看").get_by_role("link", name="已办结")
    return int(done.locator("b").inner_text())


def _rows(page: Page) -> list[list[str]]:
    """The form's rows as shown: name, then figures; a name printed on two lines is one name."""
    rows = page.locator("table.form tbody tr").evaluate_all(
        "all => all.map(row => [...row.cells].map(c => c.textContent))"
    )
    return [[text.strip() for text in row] for row in rows]
