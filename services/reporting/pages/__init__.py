"""Pages of reporting, a folder for each audience."""

from services.chassis.service import Slice
from services.reporting.pages.routes import ROUTERS

SLICE = Slice(routers=ROUTERS)
