"""Consultations: recorded once, as the sender says."""

from collections.abc import Sequence
from datetime import datetime

from contracts.intake.consultation import ConsultationRecorded, RecordConsultation
from services.chassis.decider import Decider, Refused, Route


def decide(recorded: bool, command: RecordConsultation, at: datetime) -> Sequence[ConsultationRecorded] | Refused:
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


def evolve(recorded: bool, event: ConsultationRecorded) -> bool:
    return True


CONSULTATION = Decider(
    stream_type="consultation",
    initial=False,
    decide=decide,
    evolve=evolve,
    commands={RecordConsultation: Route(lambda c: f"consultation-{c.consultation_id}", starts=True)},
    events=(ConsultationRecorded,),
)
