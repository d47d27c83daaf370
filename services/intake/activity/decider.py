"""Service activities: recorded once. A legal-aid case in a ledger is reported on, for casework to register."""

from datetime import datetime
from operator import attrgetter

from contracts.intake.activity import ActivityRecorded, AidCaseReported, RecordActivity
from contracts.language.codes import Matter
from services.chassis.decider import Decider, Outcome, Refused


def record(recorded: bool, command: RecordActivity, at: datetime) -> Outcome:
    if recorded:
        return Refused("already-recorded", "这项活动已登记过。如为另一项活动，请用新的记录编号")
    note = command.note.sealed if command.note else None
    if command.matter is Matter.AID_CASE:
        return [
            AidCaseReported(
                provider=command.provider,
                worker=command.worker,
                quantity=command.quantity,
                people=command.people,
                grouped=command.grouped,
                campaign=command.campaign,
                number=command.number,
                note=note,
            )
        ]
    return [
        ActivityRecorded(
            matter=command.matter,
            provider=command.provider,
            worker=command.worker,
            quantity=command.quantity,
            people=command.people,
            money=command.money,
            served=command.served,
            grouped=command.grouped,
            campaign=command.campaign,
            number=command.number,
            note=note,
        )
    ]


ACTIVITY = Decider(
    stream_type="activity",
    key=attrgetter("activity_id"),
    initial=False,
    rules={RecordActivity: record},
    folds={ActivityRecorded: lambda recorded, event: True, AidCaseReported: lambda recorded, event: True},
    begins=(RecordActivity,),
)
