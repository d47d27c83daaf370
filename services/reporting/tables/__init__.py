"""Tables (统计表): filled from the cube, or from the facts as of a moment; every cell opens to its facts."""

from services.chassis.service import Slice
from services.reporting.tables.api import router
from services.reporting.tables.questions import form, trace

SLICE = Slice(routers=(router,), questions={"form": form, "trace": trace})
