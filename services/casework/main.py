"""The casework service, put together: legal-aid cases from their opening to their end."""

from pathlib import Path

from contracts import casework
from services.casework import case, referral
from services.chassis.service import ServiceDefinition

SERVICE = ServiceDefinition(
    name="casework",
    title="案件办理",
    commands=casework.COMMANDS,
    events=casework.EVENTS,
    slices=(case.SLICE, referral.SLICE),
    migrations=(Path(__file__).with_name("migrations"),),
)
