"""The name of everything we measure, in one place; the tracer, when one is wanted."""

from prometheus_client import Counter, Gauge, Histogram

APPENDED = Counter("yingyuan_events_appended_total", "Events appended to the log", ["service"])
CONFLICTS = Counter("yingyuan_append_conflicts_total", "Appends that were tried again", ["service"])
RELAYED = Counter("yingyuan_events_relayed_total", "Events published to JetStream", ["service"])
RELAY_DISTANCE = Gauge("yingyuan_relay_distance_events", "Events in the log that are not in the stream yet", ["service"])
RELAY_FROZEN = Gauge("yingyuan_relay_frozen", "1 while stream and log disagree and nothing is published", ["service"])
FOLDED = Counter("yingyuan_events_folded_total", "Events a reader has taken", ["service", "consumer", "source"])
LAG = Gauge("yingyuan_consumer_lag_seconds", "Age of the newest event a reader has taken, when it took it", ["service", "consumer", "source"])
PARKED = Gauge("yingyuan_events_parked", "Events set aside because a reader could not take them", ["service"])
COMMAND_SECONDS = Histogram("yingyuan_command_seconds", "From a command's arrival to its answer", ["door"])
