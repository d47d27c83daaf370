"""From a decision, or a ledger, to a case."""

from services.casework.referral.process import REFERRAL
from services.chassis.service import Slice

SLICE = Slice(processes=(REFERRAL,))
