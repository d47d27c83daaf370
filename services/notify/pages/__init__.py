"""Pages of notify, a folder for each audience."""

from services.chassis.service import Slice
from services.notify.pages.desk.tasks import ROUTERS

SLICE = Slice(routers=ROUTERS)
