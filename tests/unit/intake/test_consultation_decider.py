"""Consultations are recorded once, as the sender says."""

from datetime import timedelta
from uuid import UUID

from contracts.intake.consultation import ConsultationRecorded, RecordConsultation
from contracts.language.codes import Channel, Provider
from contracts.language.values import Personal
from services.intake.consultation.decider import CONSULTATION
from tests.support.specs import AT, given

ID = UUID(int=1)
SEALED = "sealed:A256GCM:x:AAAA"
COMMAND = RecordConsultation(
    consultation_id=ID,
    provider=Provider.LAWYER,
    worker="律014",
    channel=Channel.PHONE,
    quantity=3,
    people=4,
    campaign="春风",
    number="A-7",
)
RECORDED = ConsultationRecorded(
    provider=Provider.LAWYER, worker="律014", channel=Channel.PHONE, quantity=3, people=4, campaign="春风", number="A-7"
)


def test_it_is_recorded_as_the_sender_says() -> None:
    given(CONSULTATION).when(COMMAND).then(RECORDED)


def test_a_note_is_kept_sealed() -> None:
    noted = COMMAND.model_copy(update={"note": Personal(None, SEALED)})
    given(CONSULTATION).when(noted).then(RECORDED.model_copy(update={"note": SEALED}))


def test_it_is_recorded_once_and_another_one_wants_another_number() -> None:
    given(CONSULTATION, RECORDED).when(COMMAND).then_refused("already-recorded", "新的记录编号")


def test_the_clock_has_no_say() -> None:
    assert given(CONSULTATION).when(COMMAND, AT) == given(CONSULTATION).when(COMMAND, AT + timedelta(days=9000))


def test_its_stream_is_its_own() -> None:
    assert CONSULTATION.stream(COMMAND) == f"consultation-{ID}"
