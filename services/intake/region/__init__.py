"""The register of divisions (行政区划)."""

from services.chassis.service import Slice
from services.intake.region.decider import REGION
from services.intake.region.first_start import know_source_documents
from services.intake.region.view import REGIONS

SLICE = Slice(deciders=(REGION,), views=(REGIONS,), started=know_source_documents)
