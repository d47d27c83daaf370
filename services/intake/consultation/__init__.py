"""Consultations (法律咨询)."""

from contracts.intake.consultation import RecordConsultation
from services.chassis.service import Slice
from services.intake.consultation.decider import CONSULTATION
from services.intake.region.lookups import in_known_region

SLICE = Slice(deciders=(CONSULTATION,), lookups={RecordConsultation: in_known_region})
