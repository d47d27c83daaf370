"""Pages of notify: the inbox of tasks (待办)."""

from services.chassis.service import Slice
from services.notify.pages.tasks import ROUTERS

SLICE = Slice(routers=ROUTERS)
