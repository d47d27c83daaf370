"""Logs: only what is known to be harmless reaches them, whoever writes and whatever goes wrong."""

import json
import subprocess
import sys

import pytest

CANARY = "王小明320404199003070018"

START = f"""
import asyncio, logging
import structlog
from services.chassis.observability import logs
logs.configure("intake", "info")
log = structlog.get_logger()
CANARY = {CANARY!r}
"""


def logged(code: str) -> list[dict[str, str]]:
    """What a process writes to its stderr, line by line; nothing of it may hold the canary."""
    done = subprocess.run([sys.executable, "-c", START + code], capture_output=True, text=True, check=False)
    assert CANARY not in done.stderr + done.stdout
    assert CANARY.encode("unicode_escape").decode() not in done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_known_field_is_written() -> None:
    [line] = logged("log.info('appended', position=7, command='record-activity')")
    assert (line["event"], line["position"], line["service"], line["level"]) == ("appended", 7, "intake", "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "field", ["name", "id_number", "phone", "data", "body", "post", "note", "value", "exception", "stack"]
)
def test_an_unknown_field_is_left_out(field: str) -> None:
    [line] = logged(f"log.warning('received', {field}=CANARY)")
    assert field not in line


def test_a_bound_field_is_left_out_too() -> None:
    logged("structlog.contextvars.bind_contextvars(applicant=CANARY); log.info('received')")
    logged("log.bind(applicant=CANARY).info('received')")


def test_an_exception_is_logged_by_type_and_place_never_by_text() -> None:
    [line] = logged("try:\n  int(CANARY)\nexcept ValueError as error:\n  log.error('failed', exc_info=error)")
    assert line["error"] == "ValueError"
    assert line["where"].startswith("<string>:")
    [line] = logged("try:\n  int(CANARY)\nexcept ValueError:\n  log.exception('failed')")
    assert line["error"] == "ValueError"


def test_the_cause_of_an_exception_is_not_logged() -> None:
    logged(
        "try:\n  try:\n    int(CANARY)\n  except ValueError as e:\n    raise RuntimeError('x') from e\n"
        "except RuntimeError:\n  log.exception('failed')"
    )


def test_of_a_librarys_line_only_the_template_is_written() -> None:
    [line] = logged("logging.getLogger('asyncpg').warning('parameter %s is odd', CANARY)")
    assert (line["event"], line["logger"]) == ("parameter %s is odd", "asyncpg")


def test_a_librarys_exception_is_logged_by_type() -> None:
    [line] = logged(
        "try:\n  int(CANARY)\nexcept ValueError:\n  logging.getLogger('uvicorn.error').exception('in the application')"
    )
    assert line["error"] == "ValueError"


def test_a_librarys_extra_fields_are_left_out() -> None:
    logged("logging.getLogger('nats').error('lost', extra={'message_body': CANARY}, stack_info=True)")


def test_an_exception_that_nobody_fetched_is_logged_without_its_text() -> None:
    lines = logged(
        "async def fail():\n  raise ValueError(CANARY)\n"
        "async def main():\n  task = asyncio.create_task(fail())\n  await asyncio.sleep(0.01)\n  del task\n"
        "asyncio.run(main())\nimport gc; gc.collect()"
    )
    assert [line["event"] for line in lines] == ["Task exception was never retrieved"]
    assert lines[0]["error"] == "ValueError"


def test_a_callback_that_failed_is_logged_without_what_it_was_given() -> None:
    logged(
        "async def main():\n  asyncio.get_running_loop().call_soon(int, CANARY)\n  await asyncio.sleep(0.01)\n"
        "asyncio.run(main())"
    )


def test_a_level_below_the_configured_one_is_not_written() -> None:
    assert logged("log.debug('detail', count=1)") == []
