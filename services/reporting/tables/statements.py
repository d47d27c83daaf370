"""The questions that tables ask of the statistics view."""

from pathlib import Path

from services.chassis.sql import named

READ = named(Path(__file__).with_name("read.sql"))
