"""What makes a task due: the processes that follow the rules of services/rules."""

from services.chassis.service import Slice
from services.notify.reminders.processes import RETURN_VISITS, RETURNS

SLICE = Slice(processes=(RETURN_VISITS, RETURNS))
