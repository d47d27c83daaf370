"""Persons whose data is sealed: erased once, for good (PIPL art. 47)."""

from datetime import datetime
from operator import attrgetter

from contracts.intake.subject import EraseSubject, SubjectErased
from services.chassis.decider import Decider, Outcome


def erase(erased: bool, command: EraseSubject, at: datetime) -> Outcome:
    if erased:
        return []
    return [SubjectErased(subject=command.subject, ground=command.ground)]


SUBJECT = Decider(
    stream_type="subject",
    key=attrgetter("subject"),
    initial=False,
    rules={EraseSubject: erase},
    folds={SubjectErased: lambda erased, event: True},
)
