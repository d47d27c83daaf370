"""The main job: a district's ledger becomes the official tables, and every figure can be proved."""

import asyncio
import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from deploy.local import postgres
from deploy.local.layout import Layout
from deploy.local.secrets import load_or_create
from services.intake.ledger.sample import generate, write_csv
from tests.support import oracle
from tests.support.launched import Launched, launched, yingyuan
from tests.support.shared import shared


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="yy-main-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def entries() -> list[dict[str, str]]:
    return list(generate(7, 3000))


@pytest.fixture(scope="module")
def stack(folder: Path, entries: list[dict[str, str]]) -> Iterator[Launched]:
    """A stack of its own with one ledger in it."""
    write_csv(folder / "ledger.csv", entries)
    with launched(folder / "var") as running:
        done = yingyuan("ledger", "import", str(folder / "ledger.csv"), "--json", data=running.data)
        assert json.loads(done.stdout) == {"accepted": 3000, "repeated": 0, "refused": []}, done.stderr
        yield running


def shown(stack: Launched, form: str, period: str, *options: str, region: str = "320404") -> str:
    done = yingyuan(
        "report", "show", form, "--region", region, "--period", period, "--format", "csv", *options, data=stack.data
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("form", "period"), oracle.PERIODS)
def test_a_form_equals_the_count_by_hand(
    stack: Launched, entries: list[dict[str, str]], form: str, period: str
) -> None:
    assert shown(stack, form, period).splitlines() == oracle.table(entries, form, period).splitlines()


def test_a_city_sums_its_districts_and_a_township_shows_its_own(stack: Launched, entries: list[dict[str, str]]) -> None:
    assert shown(stack, "month", "2010-04", region="3204") == shown(stack, "month", "2010-04")
    own = [entry for entry in entries if entry["地区"] == "320404001"]
    assert own
    assert (
        shown(stack, "month", "2010-04", region="320404001").splitlines()
        == oracle.table(own, "month", "2010-04").splitlines()
    )


def test_number_and_sum_of_what_is_behind_a_cell_equal_the_cell(stack: Launched) -> None:
    table = list(csv.reader(io.StringIO(shown(stack, "half-month", "2010-03B"))))
    for row, column in (
        (1, "律师"),
        (4, "累计"),
        (5, "公证"),
        (7, "基层法律服务工作者"),
        (9, "律师"),
        (13, "累计"),
        (15, "律师"),
    ):
        done = yingyuan(
            "report", "trace", "half-month", "--region", "320404", "--period", "2010-03B", "--row", str(row),
            "--column", column, "--format", "csv", data=stack.data,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        facts = list(csv.DictReader(io.StringIO(done.stdout)))
        cell = table[row][table[0].index(column)]
        assert counted(facts, cell) == cell, (row, column)


def counted(facts: list[dict[str, str]], like: str) -> str:
    """What the rows of a trace come to, written as the cell is."""
    first = [fact["计入"] for fact in facts]
    if "/" in like:
        return f"{sum(map(int, first))}/{sum(int(fact['计入(第二数)']) for fact in facts)}"
    if "." in like:
        return str(oracle.cell([{"事项": "钱", "金额": fact["金额(元)"]} for fact in facts], "金额", ("钱",)))
    return str(sum(map(int, first)))


def test_as_of_before_the_import_everything_is_zero(stack: Launched) -> None:
    before = list(csv.reader(io.StringIO(shown(stack, "month", "2010-04", "--as-of", "1"))))
    assert {cell for row in before[1:] for cell in row[1:]} <= {"0", "0/0", "0.00"}


def test_the_sample_ledger_gives_the_expected_tables_byte_for_byte(folder: Path) -> None:
    ledger = shared("ledger")
    with launched(folder / "sample") as stack:
        done = yingyuan("ledger", "import", str(ledger / "zhonglou-2010-spring.csv"), "--json", data=stack.data)
        assert json.loads(done.stdout) == {"accepted": 6000, "repeated": 0, "refused": []}
        for expected in sorted(ledger.glob("expected-*.csv")):
            form, _, period = expected.stem.removeprefix("expected-").rpartition("-2010-")
            out = folder / "out.csv"
            done = yingyuan(
                "report", "show", form, "--region", "320404", "--period", f"2010-{period}", "--format", "csv",
                "-o", str(out), data=stack.data,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert out.read_bytes() == expected.read_bytes(), expected.name


def test_what_is_owed_and_whom_to_visit_stands_in_the_inbox(stack: Launched, entries: list[dict[str, str]]) -> None:
    cases = sum(entry["事项"] == "办理法律援助案件" for entry in entries)
    counts = {line["kind"]: line["open"] for line in httpx.get(f"{stack.address}/api/notify/tasks/counts").json()}
    assert counts["return-visit"] == cases
    owed = httpx.get(f"{stack.address}/api/notify/tasks", params={"kind": "return-due", "limit": 100}).json()
    dues = {(task["about"], task["due"]) for task in owed}
    assert ("return-half-month-320404-2010-03A", "2010-03-16") in dues
    assert ("return-month-320404-2010-04", "2010-04-23") in dues


NAME, NUMBER, PHONE, FACTS = "欧阳金丝雀", "11010519491231002X", "13912345678", "工资三个月未发之金丝雀"


def application(number: int, **changes: Any) -> dict[str, Any]:
    application_id = f"0190b5c4-0000-7000-8000-{number:012d}"
    return {
        "command_id": application_id, "actor": "窗口1", "org": "320404-Z", "region": "320404",
        "occurred_at": "2026-01-05T09:00:00+08:00",
        "data": {
            "application_id": application_id, "matter": "labour", "id_kind": "resident-id", "applicant_name": NAME,
            "id_number": NUMBER, "phone": PHONE, "facts": FACTS, "received_by": "窗口1", **changes,
        },
    }  # fmt: skip


def post(stack: Launched, command: str, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{stack.address}/api/intake/commands/{command}", json=body, timeout=30)


def test_personal_data_of_an_application_is_in_no_file_at_all(stack: Launched) -> None:
    assert post(stack, "receive-application", application(1)).status_code == 200
    assert post(stack, "receive-application", application(1)).json()["repeated"]
    assert post(stack, "receive-application", application(1, phone="13800000000")).status_code == 409
    bad = post(stack, "receive-application", application(2, id_number=NUMBER[:-1] + "1"))
    assert bad.status_code == 422
    assert NUMBER[:-1] not in bad.text
    opened = httpx.get(f"{stack.address}/api/intake/applications/{application(1)['command_id']}").json()
    assert (opened["name"], opened["id_number"], opened["phone"], opened["facts"]) == (NAME, NUMBER, PHONE, FACTS)
    asyncio.run(_checkpoint(stack))
    found = [
        str(file)
        for file in stack.data.rglob("*")
        if file.is_file()
        for canary in (NAME, NUMBER, NUMBER[:-1], PHONE, FACTS)
        if canary.encode() in file.read_bytes()
    ]
    assert found == []


async def _checkpoint(stack: Launched) -> None:
    """Write every page of every database to its file."""
    connection = await asyncpg.connect(_superuser(stack, "intake"))
    try:
        await connection.execute("checkpoint")
    finally:
        await connection.close()


def _superuser(stack: Launched, database: str) -> str:
    layout = Layout.of(stack.data)
    passwords = load_or_create(layout.secrets).passwords
    cluster = postgres.Cluster(layout.postgres, layout.postgres_run, layout.logs / "postgres.log", passwords)
    return cluster.server.url(postgres.SUPERUSER, database)


def test_an_erased_person_reads_erased_everywhere(stack: Launched) -> None:
    assert post(stack, "receive-application", application(3)).status_code == 200
    path = f"{stack.address}/api/intake/applications/{application(3)['command_id']}"
    subject = next(
        line for line in httpx.get(f"{stack.address}/api/intake/applications").json()
        if line["application_id"] == application(3)["command_id"]
    )["applicant"]  # fmt: skip
    erase = application(4) | {"data": {"subject": subject, "ground": "当事人要求删除"}}
    assert post(stack, "erase-subject", erase).status_code == 200
    assert httpx.get(path).json()["name"] == "已删除"


def test_verify_finds_nothing_wrong_and_then_the_byte_that_was_changed(stack: Launched) -> None:
    done = yingyuan("verify", "--json", data=stack.data)
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True), done.stdout
    asyncio.run(_tamper(stack, 1234))
    done = yingyuan("verify", "--json", data=stack.data)
    wrong = [finding for finding in json.loads(done.stdout)["findings"] if finding["wrong"]]
    assert done.returncode == 1
    assert (wrong[0]["subject"], wrong[0]["position"]) == ("intake 事件表", 1234)


async def _tamper(stack: Launched, position: int) -> None:
    connection = await asyncpg.connect(_superuser(stack, "intake"))
    try:
        await connection.execute("alter table kernel.event disable trigger all")
        changed = await connection.execute(
            "update kernel.event set data = overlay(data::text placing ' ' from 2 for 0)::json where position = $1",
            position,
        )
        assert changed == "UPDATE 1"
        await connection.execute("alter table kernel.event enable trigger all")
    finally:
        await connection.close()
