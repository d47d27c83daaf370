"""Persons whose data is sealed: erased once, for good (PIPL art. 47)."""

from collections.abc import Sequence
from datetime import datetime

from contracts.intake.subject import EraseSubject, SubjectErased
from services.chassis.decider import Decider, Refused, Route


def decide(erased: bool, command: EraseSubject, at: datetime) -> Sequence[SubjectErased] | Refused:
    if erased:
        return []
    return [SubjectErased(subject=command.subject, ground=command.ground)]


def evolve(erased: bool, event: SubjectErased) -> bool:
    return True


SUBJECT = Decider(
    stream_type="subject",
    initial=False,
    decide=decide,
    evolve=evolve,
    commands={EraseSubject: Route(lambda c: f"subject-{c.subject}")},
    events=(SubjectErased,),
)
