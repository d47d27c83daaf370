"""The names of all metrics, in one place; trace spans, which are sent where a collector is named.

Spans follow the work as it is done, in batches: one for each commit, each publish, each batch that a follower takes, each
question. Those of the relay and of followers name the first and the last position of their batch. Set
OTEL_EXPORTER_OTLP_ENDPOINT to send them; without it a span costs almost nothing.
"""

import os

from opentelemetry import trace
from prometheus_client import Counter, Gauge, Histogram

APPENDED = Counter("yingyuan_events_appended_total", "Events appended to the log", ["service"])
CONFLICTS = Counter("yingyuan_append_conflicts_total", "Appends that were tried again", ["service"])
RELAYED = Counter("yingyuan_events_relayed_total", "Events published to JetStream", ["service"])
RELAY_DISTANCE = Gauge(
    "yingyuan_relay_distance_events", "Events in the log that are not in the stream yet", ["service"]
)
RELAY_FROZEN = Gauge("yingyuan_relay_frozen", "1 while stream and log disagree and nothing is published", ["service"])
FOLDED = Counter("yingyuan_events_folded_total", "Events a reader has taken", ["service", "consumer", "source"])
LAG = Gauge(
    "yingyuan_consumer_lag_seconds",
    "Age of the newest event a reader has taken, when it took it",
    ["service", "consumer", "source"],
)
PARKED = Gauge("yingyuan_events_parked", "Events set aside because a reader could not take them", ["service"])
COMMAND_SECONDS = Histogram("yingyuan_command_seconds", "From a command's arrival to its answer", ["door"])

TRACER = trace.get_tracer("yingyuan")


def configure_tracing(service: str) -> None:
    """Send spans to a collector, where one is named in the standard OpenTelemetry variables."""
    if not any(name in os.environ for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"yingyuan-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
