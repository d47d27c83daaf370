"""The inbox (待办): what is late, due soon and later, each with its reason and source; and completing a task."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from contracts.language.codes import TaskOutcome
from contracts.language.messages import Answer
from contracts.notify.task import CompleteTask, TaskKind
from services.chassis.clock import today
from services.chassis.doors.answers import as_json
from services.chassis.ids import uuid7
from services.chassis.limits import Offset
from services.chassis.pages.error_page import NOT_FOUND, NoPage
from services.chassis.pages.forms import made_at
from services.chassis.service import running
from services.notify.pages.site import ASSETS, PAGES, router
from services.notify.task import inbox
from services.notify.task.inbox import KINDS, TITLES, Section, Task, When

_PAGES = router()
AT_A_GLANCE, PAGE = 5, 30
OUTCOMES = tuple((one.value, one.label) for one in TaskOutcome)


@_PAGES.get("/tasks")
async def tasks(
    request: Request,
    when: When | None = None,
    kind: TaskKind | None = None,
    offset: Offset = 0,
    done: UUID | None = None,
) -> Response:
    """The inbox: the beginning of each section, or one section page by page. `done` is the task completed just now."""
    return await _inbox(request, when, kind, offset, done)


@_PAGES.post("/tasks/{task_id}/complete")
async def complete(
    request: Request,
    task_id: UUID,
    command_id: Annotated[UUID, Form()],
    by: Annotated[str, Form()],
    outcome: Annotated[str, Form()],
    back: Annotated[str, Form()] = "",
) -> Response:
    """Complete a task. The id of the command comes with the form: sent twice, it counts once."""
    service = running(request)
    async with service.read("tasks") as connection:
        task = await inbox.find(connection, task_id, today())
    if task is None:
        raise NoPage(NOT_FOUND)
    body = {
        "command_id": command_id,
        "actor": by.strip(),
        "org": task.org,
        "region": task.region,
        "occurred_at": made_at(command_id).isoformat(),
        "data": {"task_id": task_id, "by": by.strip(), "outcome": outcome},
    }
    post = service.door.read(CompleteTask.name, as_json(body))
    answer = await service.door.pass_through(post, "page")
    if answer.status == "accepted":
        query = urlencode({"done": task_id, **({"kind": back} if back in KINDS else {})})
        return RedirectResponse(f"/tasks?{query}", 303)
    return await _inbox(request, None, None, 0, None, refused=(task, answer))


async def _inbox(
    request: Request,
    when: When | None,
    kind: TaskKind | None,
    offset: int,
    done: UUID | None,
    refused: tuple[Task, Answer] | None = None,
) -> Response:
    day = today()
    shown = [when] if when else [When.LATE, When.SOON, When.LATER, When.DONE]
    limit = PAGE if when else AT_A_GLANCE
    async with running(request).read("tasks") as connection:
        counts = await inbox.counts(connection, kind, day)
        sections = [
            Section(one, TITLES[one], counts[one], await inbox.section(connection, one, kind, day, limit, offset))
            for one in shown
        ]
        completed = await inbox.find(connection, done, day) if done else None
    return PAGES.page(
        request, "desk/tasks.html", 409 if refused else 200, sections=sections, counts=counts, titles=TITLES, kinds=KINDS,
        when=when, kind=kind, offset=offset, limit=limit, completed=completed, refused=refused, new_id=uuid7,
        address=_address, soon=inbox.SOON, outcomes=OUTCOMES,
    )  # fmt: skip


def _address(when: When | None = None, kind: str | None = None, offset: Offset = 0) -> str:
    """A section of the inbox, of a kind, from a task on."""
    asked = {"when": when, "kind": kind, "offset": offset or None}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"/tasks?{query}" if query else "/tasks"


@_PAGES.get("/tasks/{path:path}")
async def nowhere(request: Request, path: str) -> Response:
    """What is under /tasks and is not there."""
    raise NoPage(NOT_FOUND)


ROUTERS = (ASSETS.router(), _PAGES)
