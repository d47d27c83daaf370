"""An upgrade: the databases, the bus and the keys that a release left go on, and nothing is lost, doubled or made anew.

What the release left, and what it showed at the end, is text in tests/data/upgrade; its README says how it was made. The
stack is a real `yingyuan up` on it; the tests below only add to it.
"""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nats
import pytest

from deploy import SERVICES
from deploy.definitions import definition_of
from services.chassis.migrate import CHASSIS
from tests.data.upgrade.story import ERASED, GRANTED, OPEN, ORG, REGION, TABLES, TOWN, id_number
from tests.support.launched import Launched, launched, yingyuan
from tests.support.released import DATA, Remains, held, lay_out, remains

SHOWN = held("shown.json")


@dataclass(frozen=True)
class Upgraded:
    """A stack of today's code on what the release left: how it lay there, and how it was once all had started."""

    stack: Launched
    before: Remains
    after: Remains
    digests: dict[str, dict[str, str]]

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.stack.address}{path}", timeout=30).raise_for_status().json()

    def post(self, service: str, command: str, post: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.stack.address}/api/{service}/commands/{command}"
        answer: dict[str, Any] = httpx.post(url, json=post, timeout=30).json()
        return answer

    def show(self, form: str, period: str) -> bytes:
        out = self.stack.data.parent / "table.csv"
        options = ("--region", REGION, "--period", period, "--format", "csv", "-o", str(out))
        yingyuan("report", "show", form, *options, data=self.stack.data).check_returncode()
        return out.read_bytes()

    def settled(self) -> bool:
        """Whether everything recorded is published and taken."""
        said = [self.get(f"/health/{service}/progress") for service in SERVICES]
        waiting = [c["pending"] + c["unconfirmed"] for one in said for c in one["consumers"].values()]
        return not any(waiting) and all(one["head"] == one["published"] for one in said)


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold in time"
        time.sleep(0.1)


def command(number: int, at: str, **data: Any) -> dict[str, Any]:
    """A command that the release never saw."""
    return {
        "command_id": f"0190b5c4-0000-7000-8000-{900 + number:012d}", "actor": "窗口1", "org": ORG, "region": TOWN,
        "occurred_at": f"{at}T09:00:00+08:00", "data": {key: str(value) for key, value in data.items()},
    }  # fmt: skip


def consultation(number: int, at: str) -> dict[str, Any]:
    given = {"consultation_id": f"0190b5c4-0000-7000-8000-{800 + number:012d}", "channel": "visit"}
    return command(number, at, **given, provider="lawyer", worker="律014")


@pytest.fixture(scope="module")
def upgraded() -> Iterator[Upgraded]:
    folder = Path(tempfile.mkdtemp(prefix="yy-left-"))
    try:
        folder.chmod(0o711)
        before, digests = lay_out(folder / "var", [(f"post.{ORG}.record-consultation", consultation(1, "2010-07-01"))])
        with launched(folder / "var") as stack:
            found = Upgraded(stack, before, before, digests)
            eventually(found.settled)
            yield Upgraded(stack, before, asyncio.run(_look(stack)), digests)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _look(stack: Launched) -> Remains:
    state = stack.state
    client = await nats.connect(state.nats_url, nkeys_seed=str(state.deployer_seed_file))
    try:
        return await remains(client, {service: urls.auditor_url for service, urls in state.databases.items()})
    finally:
        await client.close()


def migrations_of(service: str) -> list[Path]:
    return [CHASSIS, *definition_of(service).migrations]


def test_a_migration_that_was_run_is_not_run_again(upgraded: Upgraded) -> None:
    for service in SERVICES:
        files = {
            f"{file.parents[1].name}/{file.name}" for folder in migrations_of(service) for file in folder.glob("*.sql")
        }
        assert upgraded.before.migrations[service].items() <= upgraded.after.migrations[service].items()
        assert set(upgraded.after.migrations[service]) == files, "a file that was released keeps its remembered name"


def test_a_view_finds_in_its_build_what_it_found_before(upgraded: Upgraded) -> None:
    assert upgraded.digests == SHOWN["digests"]


def test_every_view_stays_in_the_build_that_it_has(upgraded: Upgraded) -> None:
    assert upgraded.after.builds == upgraded.before.builds


def test_streams_and_durables_stay_and_go_on_from_where_they_were(upgraded: Upgraded) -> None:
    assert upgraded.before.streams.items() <= upgraded.after.streams.items()
    for name, before in upgraded.before.durables.items():
        after = upgraded.after.durables[name]
        assert after.created == before.created, name
        assert not after.subjects or before.subjects <= after.subjects, name
        assert after.confirmed >= before.confirmed, name


def test_verify_finds_nothing_wrong(upgraded: Upgraded) -> None:
    done = yingyuan("verify", "--json", data=upgraded.stack.data)
    assert [finding for finding in json.loads(done.stdout)["findings"] if finding["wrong"]] == []


@pytest.mark.parametrize(("form", "period"), TABLES)
def test_a_table_is_printed_as_before_byte_for_byte(upgraded: Upgraded, form: str, period: str) -> None:
    assert upgraded.show(form, period) == (DATA / f"{form}-{period}.csv").read_bytes()


def test_what_was_on_the_screens_is_still_there(upgraded: Upgraded) -> None:
    applications = upgraded.get("/api/intake/applications?limit=500")
    cases = upgraded.get("/api/casework/cases?limit=500")
    open_, done = (upgraded.get(f"/api/notify/tasks?status={status}&limit=500") for status in ("open", "completed"))
    tasks = [{name: value for name, value in task.items() if name != "days_left"} for task in open_ + done]
    assert all(line in applications for line in SHOWN["applications"])
    assert all(case in cases for case in SHOWN["cases"] if case["case_id"] != str(OPEN))
    assert all(task in tasks for task in SHOWN["tasks"])
    assert {task["status"] for task in SHOWN["tasks"]} == {"open", "completed"}


def test_sealed_text_opens_with_the_old_keys_and_an_erased_person_stays_erased(upgraded: Upgraded) -> None:
    for line in SHOWN["opened"]:
        opened = upgraded.get(f"/api/intake/applications/{line['application_id']}")
        assert opened == line
        erased = line["application_id"] == str(ERASED)
        assert (opened["name"] == "已删除") is (opened["facts"] == "已删除") is erased


def test_a_person_is_found_again_by_the_number_on_their_card(upgraded: Upgraded) -> None:
    known = next(line for line in SHOWN["applications"] if line["application_id"] == str(GRANTED))
    again = "0190b5c4-0000-7000-8000-000000000701"
    said = {"matter": "labour", "id_kind": "resident-id", "applicant_name": "甲某甲", "id_number": id_number(11)}
    answer = upgraded.post(
        "intake", "receive-application", command(2, "2010-07-02", application_id=again, **said, received_by="窗口1")
    )
    assert answer["status"] == "accepted"
    lines = {line["application_id"]: line for line in upgraded.get("/api/intake/applications?limit=500")}
    assert lines[again]["applicant"] == known["applicant"]


def test_a_command_that_was_done_gets_the_same_answer_again(upgraded: Upgraded) -> None:
    for said in held("posts.jsonl"):
        answer = upgraded.post(said["service"], said["command"], said["post"])
        assert answer == said["answer"] | {"repeated": True}


def test_a_ledger_that_was_imported_counts_nothing_again(upgraded: Upgraded) -> None:
    done = yingyuan("ledger", "import", str(DATA / "ledger.csv"), "--json", data=upgraded.stack.data)
    assert json.loads(done.stdout) == {"accepted": 0, "repeated": 10, "refused": []}


def test_a_post_that_waited_on_the_bus_is_taken_and_those_before_it_are_not_taken_again(upgraded: Upgraded) -> None:
    receipt = upgraded.get(f"/api/intake/receipts/{consultation(1, '2010-07-01')['command_id']}")
    assert receipt["status"] == "accepted"
    before, after = (found.durables["POSTS/intake-posts"].confirmed for found in (upgraded.before, upgraded.after))
    assert after == before + 1


def test_what_was_parked_is_taken_by_a_rebuild_and_then_doctor_finds_nothing_wrong(upgraded: Upgraded) -> None:
    parked = {service: upgraded.get(f"/health/{service}/progress")["parked"] for service in SERVICES}
    assert parked == {"intake": 0, "casework": 0, "reporting": 2, "notify": 1}
    visit = "/api/notify/tasks?kind=return-visit&limit=500"
    assert f"case-{GRANTED}" not in {task["about"] for task in upgraded.get(visit)}
    said = [yingyuan("rebuild", service, data=upgraded.stack.data).stdout for service in ("notify", "reporting")]
    assert "流程 return-visits 重新处理了搁置的 1 条" in said[0]
    assert "视图 statistics 已重建" in said[1] and "与原来一致" in said[1]
    assert f"case-{GRANTED}" in {task["about"] for task in upgraded.get(visit)}
    eventually(upgraded.settled)
    doctor = yingyuan("doctor", data=upgraded.stack.data)
    assert doctor.returncode == 0, doctor.stdout
    assert yingyuan("verify", data=upgraded.stack.data).returncode == 0


def test_a_new_command_to_each_service_ends_in_the_table_and_in_a_task(upgraded: Upgraded) -> None:
    def task_about(kind: str, what: str) -> dict[str, Any] | None:
        found = upgraded.get(f"/api/notify/tasks?kind={kind}&limit=500")
        return next((task for task in found if task["about"] == what), None)

    worker = {"provider": "lawyer", "worker": "律021"}
    back_entry = command(
        11, "2010-05-10", activity_id=f"0190b5c4-0000-7000-8000-{811:012d}", matter="aid-case", **worker
    )
    for service, name, post in (
        ("intake", "record-consultation", consultation(10, "2010-05-10")),
        ("intake", "record-activity", back_entry),
        ("casework", "assign-case", command(12, "2010-05-11", case_id=OPEN, firm="320404116-C", **worker)),
        ("casework", "close-case", command(13, "2010-05-12", case_id=OPEN, result="mediated")),
    ):
        assert upgraded.post(service, name, post)["status"] == "accepted"
    eventually(lambda: task_about("return-due", "return-half-month-320404-2010-05A") is not None)
    eventually(lambda: task_about("return-visit", f"case-{back_entry['data']['activity_id']}") is not None)
    eventually(lambda: task_about("return-visit", f"case-{OPEN}") is not None)
    rows = dict(line.split(",", 1) for line in upgraded.show("half-month", "2010-05A").decode().splitlines())
    assert rows["提供法律咨询(次)"].startswith("1,")
    assert rows["办理法律援助案件(件)"].startswith("2,")
    task = task_about("return-visit", f"case-{OPEN}")
    assert task is not None
    done = command(14, "2010-05-13", task_id=task["task_id"], by="窗口1", outcome="done")
    assert upgraded.post("notify", "complete-task", done)["status"] == "accepted"
    assert task_about("return-visit", f"case-{OPEN}") is None

    def all_moved_on() -> bool:
        places = asyncio.run(_look(upgraded.stack)).places
        return all(places[reader] > place for reader, place in upgraded.before.places.items())

    eventually(all_moved_on)
