"""Pages of reporting: home, the board (报表) and the trace (溯源) of every figure."""

from services.chassis.service import Slice
from services.reporting.pages.routes import ROUTERS

SLICE = Slice(routers=ROUTERS)
