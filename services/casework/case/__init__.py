"""Legal-aid cases (法律援助案件)."""

from contracts.casework.case import OpenCase, RegisterCase
from services.casework.case.api import ROUTER
from services.casework.case.decider import CASE
from services.casework.case.view import CASES
from services.chassis.service import Slice

SLICE = Slice(deciders=(CASE,), views=(CASES,), routers=(ROUTER,), closed=(OpenCase, RegisterCase))
