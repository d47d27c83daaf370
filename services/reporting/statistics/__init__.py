"""What is counted: facts from the events of every service, and sums and distinct names over them."""

from services.chassis.service import Slice
from services.reporting.statistics.view import STATISTICS

SLICE = Slice(views=(STATISTICS,))
