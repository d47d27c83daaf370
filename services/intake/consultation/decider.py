"""Consultations: recorded once, as the sender says."""

from datetime import datetime
from operator import attrgetter

from contracts.intake.consultation import ConsultationRecorded, RecordConsultation
from services.chassis.decider import Decider, Outcome, Refused


def record(recorded: bool, command: RecordConsultation, at: datetime) -> Outcome:
    if recorded:
        return Refused("already-recorded", "这次咨询已登记过。如为另一次咨询，请用新的记录编号")
    return [
        ConsultationRecorded(
            provider=command.provider,
            worker=command.worker,
            channel=command.channel,
            quantity=command.quantity,
            people=command.people,
            campaign=command.campaign,
            number=command.number,
            note=command.note.sealed if command.note else None,
        )
    ]


CONSULTATION = Decider(
    stream_type="consultation",
    key=attrgetter("consultation_id"),
    initial=False,
    rules={RecordConsultation: record},
    folds={ConsultationRecorded: lambda recorded, event: True},
    begins=(RecordConsultation,),
)
