"""The reporting service, put together: figures from facts."""

from contracts.reporting import v1
from services.chassis.service import ServiceDefinition

SERVICE = ServiceDefinition(name="reporting", title="统计报表", commands=v1.COMMANDS, events=v1.EVENTS, deciders=())
