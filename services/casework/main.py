"""The casework service, put together: legal-aid cases from their opening to their end."""

from contracts.casework import v1
from services.casework.case.decider import CASE
from services.casework.case.list import CASES
from services.casework.http import ROUTER
from services.casework.referral.process import REFERRAL
from services.chassis.commands.door import not_in_the_future
from services.chassis.service import ServiceDefinition

SERVICE = ServiceDefinition(
    name="casework",
    title="案件办理",
    commands=v1.COMMANDS,
    events=v1.EVENTS,
    deciders=(CASE,),
    views=(CASES,),
    processes=(REFERRAL,),
    routers=(ROUTER,),
    closed=(v1.OpenCase, v1.RegisterCase),
    prepare=lambda _: {v1.AssignCase: not_in_the_future, v1.CloseCase: not_in_the_future},
)
