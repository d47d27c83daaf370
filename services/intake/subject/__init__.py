"""Persons whose text is sealed."""

from services.chassis.service import Slice
from services.intake.subject.decider import SUBJECT

SLICE = Slice(deciders=(SUBJECT,))
