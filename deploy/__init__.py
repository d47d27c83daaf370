"""How the system is put on a machine: launcher, command line, bus, database, front door."""

from typing import Final

SERVICES: Final = ("intake", "casework", "reporting", "notify")
