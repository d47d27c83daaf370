"""Service activities (服务活动)."""

from contracts.intake.activity import RecordActivity
from services.chassis.service import Slice
from services.intake.activity.decider import ACTIVITY
from services.intake.region.lookups import in_known_region

SLICE = Slice(deciders=(ACTIVITY,), lookups={RecordActivity: in_known_region})
