"""The casework service, put together: legal-aid cases from their opening to their end."""

from contracts.casework import COMMANDS, EVENTS
from contracts.casework.case import AssignCase, CloseCase, OpenCase, RegisterCase
from services.casework.case.decider import CASE
from services.casework.case.list import CASES
from services.casework.http import ROUTER
from services.casework.referral.process import REFERRAL
from services.chassis.commands.door import not_in_the_future
from services.chassis.service import ServiceDefinition

SERVICE = ServiceDefinition(
    name="casework",
    title="案件办理",
    commands=COMMANDS,
    events=EVENTS,
    deciders=(CASE,),
    views=(CASES,),
    processes=(REFERRAL,),
    routers=(ROUTER,),
    closed=(OpenCase, RegisterCase),
    prepare=lambda _: {AssignCase: not_in_the_future, CloseCase: not_in_the_future},
)
