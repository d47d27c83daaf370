"""The notify service, put together: what is due, for whom and by when."""

from pathlib import Path

from contracts import notify
from services.chassis.service import ServiceDefinition
from services.notify import pages, reminders, task

SERVICE = ServiceDefinition(
    name="notify",
    title="提醒督办",
    commands=notify.COMMANDS,
    events=notify.EVENTS,
    slices=(task.SLICE, reminders.SLICE, pages.SLICE),
    migrations=(Path(__file__).with_name("migrations"),),
)
