"""Arguments that several commands take."""

from enum import StrEnum


class Service(StrEnum):
    """The four services."""

    INTAKE = "intake"
    CASEWORK = "casework"
    REPORTING = "reporting"
    NOTIFY = "notify"
