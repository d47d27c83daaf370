"""Persons are erased once, for good."""

from uuid import UUID

from contracts.intake.subject import EraseSubject, SubjectErased
from services.chassis.privacy.sealer import ERASED_EVENT
from services.intake.subject.decider import SUBJECT
from tests.support.specs import given

PERSON = UUID(int=5)
COMMAND = EraseSubject(subject=PERSON, ground="本人申请")
ERASED = SubjectErased(subject=PERSON, ground="本人申请")


def test_a_person_is_erased_on_a_ground() -> None:
    given(SUBJECT).when(COMMAND).then(ERASED)


def test_erasing_again_changes_nothing() -> None:
    given(SUBJECT, ERASED).when(COMMAND).then()


def test_the_chassis_knows_the_event_and_the_person_by_its_stream() -> None:
    assert SubjectErased.type == ERASED_EVENT
    stream = SUBJECT.stream(COMMAND)
    assert stream.partition("-")[2] == str(PERSON)
