"""The intake service, put together: what clinics record and what the aid centre's window receives."""

from pathlib import Path

from contracts import intake
from services.chassis.service import ServiceDefinition
from services.intake import activity, application, consultation, region, subject

SERVICE = ServiceDefinition(
    name="intake",
    title="受理登记",
    commands=intake.COMMANDS,
    events=intake.EVENTS,
    slices=(consultation.SLICE, activity.SLICE, application.SLICE, region.SLICE, subject.SLICE),
    migrations=(Path(__file__).with_name("migrations"),),
)
