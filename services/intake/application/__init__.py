"""Applications for legal aid (法律援助申请)."""

from contracts.intake.application import GrantApplication, ReceiveApplication, RefuseApplication
from services.chassis.service import Slice
from services.intake.application.api import ROUTER
from services.intake.application.decider import APPLICATION
from services.intake.application.lookups import of_applicant, with_applicant
from services.intake.application.view import APPLICATIONS
from services.intake.region.lookups import in_known_region

SLICE = Slice(
    deciders=(APPLICATION,),
    views=(APPLICATIONS,),
    routers=(ROUTER,),
    lookups={
        ReceiveApplication: with_applicant,
        GrantApplication: in_known_region,
        RefuseApplication: of_applicant,
    },
)
