"""Personal text at rest: sealed under a key for each subject, erased with the key."""

from pathlib import Path

from services.chassis.sql import named

QUERIES = named(Path(__file__).with_name("queries.sql"))
