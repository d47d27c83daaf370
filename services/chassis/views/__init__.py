"""Read models: what a view is, its builds, and the logs that it is folded from."""

from pathlib import Path

from services.chassis.sql import named

QUERIES = named(Path(__file__).with_name("queries.sql"))
