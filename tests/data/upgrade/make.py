"""Makes this folder anew with the code of a release; see README.md.

    .venv/bin/python -m tests.data.upgrade.make --released DIR

DIR is a checkout of the release with its own .venv. It is used through what is outside of it alone: its command line,
its HTTP API, the databases and the bus that `stack.json` names. So this script need not follow the code's inner changes.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import nats

from tests.data.upgrade import story
from tests.data.upgrade.story import Said

HERE = Path(__file__).parent
SERVICES = ("intake", "casework", "reporting", "notify")
_REGISTER = Path("services/intake/region/source_documents.csv")
_NOISE = re.compile(r"--|-- (Name|Data for Name|Dumped|PostgreSQL database dump).*|\\(un)?restrict .*")
_DIGESTS = """
import asyncio, asyncpg, importlib, json, sys

async def main():
    found = {}
    for service, url in json.load(sys.stdin).items():
        connection = await asyncpg.connect(url)
        builds = dict(await connection.fetch("select view, build from kernel.view_build where live"))
        found[service] = {}
        for view in importlib.import_module(f"services.{service}.main").SERVICE.views:
            await connection.execute(f'set search_path = "{builds[view.name]}"')
            found[service][view.name] = await connection.fetchval(view.digest)
        await connection.close()
    print(json.dumps(found))

asyncio.run(main())
"""


@dataclass
class Released:
    """A running stack of the release, and everything that was posted to it."""

    python: Path
    code: Path
    data: Path
    said: list[dict[str, Any]]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.code), "YINGYUAN_DATA": str(self.data)}

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.data / "stack.json").read_text())
        return state

    def yingyuan(self, *arguments: str) -> str:
        """Run one of the release's commands; what it printed."""
        return self.run("-m", "deploy.cli.main", *arguments)

    def run(self, *arguments: str, given: str | None = None) -> str:
        """Run the release's Python."""
        return subprocess.run(
            [self.python, *arguments], env=self.environment, input=given, capture_output=True, text=True, check=True
        ).stdout

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.state['address']}{path}", timeout=30).raise_for_status().json()

    def say(self, said: Said) -> None:
        """Post a command and keep it with its answer."""
        url = f"{self.state['address']}/api/{said.service}/commands/{said.command}"
        answer = httpx.post(url, json=said.post, timeout=30)
        assert answer.status_code == said.status, answer.text
        self.said.append({"service": said.service, "command": said.command, "post": said.post, "answer": answer.json()})

    def settled(self) -> None:
        """Wait until nobody has had anything to do for as long as the slowest of the watchers sleeps."""
        before, since = None, time.monotonic()
        while time.monotonic() < since + 6:
            now = [self.get(f"/health/{service}/progress") for service in SERVICES]
            waiting = sum(c["pending"] + c["unconfirmed"] for one in now for c in one["consumers"].values())
            heads = [(one["head"], one["published"], one["parked"]) for one in now]
            if waiting or heads != before or any(head != published for head, published, _ in heads):
                before, since = heads, time.monotonic()
            time.sleep(0.2)

    def parked(self, service: str, count: int) -> None:
        """Wait until so many events are parked."""
        _until(lambda: self.get(f"/health/{service}/progress")["parked"] == count)

    def owner(self, service: str, *statements: str) -> list[Any]:
        """Statements by the owner of a service's database; the rows of the last one."""

        async def execute() -> list[Any]:
            connection = await asyncpg.connect(self.state["databases"][service]["owner_url"])
            try:
                return [await connection.fetch(statement) for statement in statements][-1]
            finally:
                await connection.close()

        return asyncio.run(execute())


def main() -> None:
    """Make every file of this folder that is not code or prose."""
    parser = argparse.ArgumentParser(description="Make the data of tests/system/test_upgrade.py anew.")
    parser.add_argument("--released", type=Path, required=True, help="a checkout of the release, with its .venv")
    checkout = parser.parse_args().released.resolve()
    commit = subprocess.check_output(["git", "-C", checkout, "rev-parse", "HEAD"], text=True).strip()
    with _running(checkout) as stack:
        record(stack)
        stack.settled()
        assert json.loads(stack.yingyuan("verify", "--json"))["ok"]
        keep(stack, commit)


def record(stack: Released) -> None:
    """Tell the story. Two readers meet something that they cannot take, and whose cause is gone afterwards."""
    stack.yingyuan("ledger", "import", str(HERE / "ledger.csv"))
    for said in story.beginning():
        stack.say(said)
    stack.settled()
    applicants = {line["application_id"]: line["applicant"] for line in stack.get("/api/intake/applications")}
    stack.say(story.erasure(applicants[str(story.ERASED)]))
    stack.say(story.assignment())
    stack.settled()
    with _refusing(stack, "notify", "kernel.event", f"stream <> 'return-visits-case-{story.GRANTED}'"):
        stack.say(story.closing())
        stack.parked("notify", 1)
    visits = stack.get("/api/notify/tasks?kind=return-visit")
    stack.say(story.completion(visits[0]["task_id"]))
    [row] = stack.owner("reporting", "select build from kernel.view_build where live")
    with _refusing(stack, "reporting", f'"{row["build"]}".region', f"name <> '{story.WRONG_NAME}'"):
        for said in story.renaming():
            stack.say(said)
        stack.parked("reporting", 2)
    asyncio.run(_leave_on_the_bus(stack))


def keep(stack: Released, commit: str) -> None:
    """Write down what the release has left: databases, bus, keys, and what it shows."""
    for service in SERVICES:
        (HERE / f"{service}.sql").write_text(_dump(stack, service), "utf-8")
    bus, messages = asyncio.run(_bus(stack))
    _write("bus.json", bus)
    _write_lines("messages.jsonl", messages)
    _write_lines("posts.jsonl", stack.said)
    keys = stack.data / "secrets" / "keys"
    _write("keys.json", {s: {k: (keys / s / k).read_bytes().hex() for k in ("kek", "index.key")} for s in SERVICES})
    for form, period in story.TABLES:
        out = HERE / f"{form}-{period}.csv"
        stack.yingyuan(
            "report", "show", form, "--region", story.REGION, "--period", period, "--format", "csv", "-o", str(out)
        )
    auditors = {service: urls["auditor_url"] for service, urls in stack.state["databases"].items()}
    applications = stack.get("/api/intake/applications")
    tasks = stack.get("/api/notify/tasks?status=open") + stack.get("/api/notify/tasks?status=completed")
    shown = {
        "commit": commit,
        "digests": json.loads(stack.run("-c", _DIGESTS, given=json.dumps(auditors))),
        "applications": applications,
        "opened": [stack.get(f"/api/intake/applications/{line['application_id']}") for line in applications],
        "cases": stack.get("/api/casework/cases"),
        "tasks": [{name: value for name, value in task.items() if name != "days_left"} for task in tasks],
    }
    _write("shown.json", shown)


@contextlib.contextmanager
def _running(checkout: Path) -> Iterator[Released]:
    """The release's stack on a data folder of its own. Its register of divisions is cut down: it would be most of the data."""
    root = Path(tempfile.mkdtemp(prefix="yy-made-"))
    try:
        root.chmod(0o711)
        code = root / "code"
        code.mkdir()
        archive = subprocess.run(["git", "-C", checkout, "archive", "HEAD"], capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", code], input=archive, check=True)
        register = (code / _REGISTER).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in register if line.startswith(("code,", "32,", "3204,", "320404"))]
        (code / _REGISTER).write_text("".join(kept), "utf-8")
        stack = Released(checkout / ".venv" / "bin" / "python", code, root / "data", [])
        up = [stack.python, "-m", "deploy.cli.main", "up", "--data", stack.data, "--port", "0"]
        process = subprocess.Popen(up, env=stack.environment)
        try:
            _until((stack.data / "stack.json").exists)
            yield stack
        finally:
            process.terminate()
            process.wait(90)
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def _refusing(stack: Released, service: str, table: str, rule: str) -> Iterator[None]:
    """While a table refuses some rows: an error that would come back however often it is tried, which parks."""
    stack.owner(service, f"alter table {table} add constraint for_a_while check ({rule}) not valid")
    yield
    stack.owner(service, f"alter table {table} drop constraint for_a_while")


async def _leave_on_the_bus(stack: Released) -> None:
    client = await nats.connect(stack.state["nats_url"], nkeys_seed=stack.state["deployer_seed_file"])
    for subject, post in story.durable_posts():
        await client.jetstream().publish(subject, json.dumps(post, ensure_ascii=False).encode())
    await client.close()


def _dump(stack: Released, service: str) -> str:
    program = stack.run("-c", "from deploy.local.binaries import postgres_program as p; print(p('pg_dump'))").strip()
    url = stack.state["databases"][service]["owner_url"]
    lines = subprocess.check_output([program, url], text=True).split("\n")
    text = "\n".join(line for line in lines if not _NOISE.fullmatch(line))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


async def _bus(stack: Released) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Streams and durables as the server has them, with how far each durable was confirmed; and every message."""
    client = await nats.connect(stack.state["nats_url"], nkeys_seed=stack.state["deployer_seed_file"])
    js = client.jetstream()
    bus, messages = {}, []
    for stream in await js.streams_info():
        name = str(stream.config.name)
        durables = [
            {"config": durable.config.as_dict(), "confirmed": durable.ack_floor.stream_seq if durable.ack_floor else 0}
            for durable in await js.consumers_info(name)
        ]
        bus[name] = {"config": stream.config.as_dict(), "durables": durables}
        for sequence in range(1, stream.state.last_seq + 1):
            message = await js.get_msg(name, sequence)
            headers = {key: value for key, value in (message.headers or {}).items() if key.startswith("ce-")}
            data = (message.data or b"").decode()
            messages.append({"stream": name, "subject": message.subject, "headers": headers, "data": data})
    await client.close()
    return bus, messages


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.1)


def _write(name: str, content: Any) -> None:
    (HERE / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _write_lines(name: str, content: list[Any]) -> None:
    (HERE / name).write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in content), "utf-8")


if __name__ == "__main__":
    main()
