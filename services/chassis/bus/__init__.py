"""Between the log and JetStream: the relay out of it, followers and durable posts into it."""

from pathlib import Path

from services.chassis.sql import named

QUERIES = named(Path(__file__).with_name("queries.sql"))
