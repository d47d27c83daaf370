"""The event table: append, load, tail, and the hash chain over it."""

from pathlib import Path

from services.chassis.sql import named

QUERIES = named(Path(__file__).with_name("queries.sql"))
