"""How a command becomes events: the door that validates it, the batch it is decided in, the committer that appends."""

from pathlib import Path

from services.chassis.sql import named

QUERIES = named(Path(__file__).with_name("queries.sql"))
