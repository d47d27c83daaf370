"""Divisions: registered, and registered again when something about them changes."""

from datetime import datetime
from operator import attrgetter

from contracts.intake.region import RegionRegistered, RegisterRegion
from services.chassis.decider import Decider, Outcome, Refused


def register(known: RegionRegistered | None, command: RegisterRegion, at: datetime) -> Outcome:
    if command.parent == command.code:
        return Refused("own-parent", f"区划 {command.code} 的上级不能是它自己")
    if command.valid_from and command.valid_to and command.valid_to < command.valid_from:
        return Refused("ends-before-it-begins", f"区划 {command.code} 的失效日期早于生效日期")
    event = RegionRegistered(
        code=command.code,
        name=command.region_name,
        parent=command.parent,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    return [] if event == known else [event]


REGION: Decider[RegionRegistered | None] = Decider(
    stream_type="region",
    key=attrgetter("code"),
    initial=None,
    rules={RegisterRegion: register},
    folds={RegionRegistered: lambda known, event: event},
)
