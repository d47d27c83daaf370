"""The result of a proof."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `wrong` says in Chinese what is not as it should be; None when all is well."""

    subject: str
    count: int
    wrong: str | None = None
    position: int | None = None
