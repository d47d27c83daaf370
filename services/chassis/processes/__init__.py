"""Process managers: what one is, the runner that moves it, replay of what was parked."""

from pathlib import Path

from services.chassis.sql import named

QUERIES = named(Path(__file__).with_name("queries.sql"))
