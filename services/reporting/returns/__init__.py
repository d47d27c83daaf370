"""Returns (报表报送): which unit owes which form for which period, and by when."""

from contracts.reporting.returns import ExpectReturn
from services.chassis.service import Slice
from services.reporting.returns.decider import RETURN
from services.reporting.returns.watch import watch

SLICE = Slice(deciders=(RETURN,), closed=(ExpectReturn,), started=watch)
