"""Where a table, its traces and its files are: deep links that can be kept and sent."""

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Address:
    """A table: which form, whose, when, as of when; with the optional columns or without."""

    form: str
    region: str
    period: str
    as_of: str = ""
    optional: bool = False

    @property
    def _path(self) -> str:
        return "/".join(quote(part, safe="") for part in (self.form, self.region, self.period))

    @property
    def board(self) -> str:
        """Its page."""
        return f"/board/{self._path}{self._query()}"

    def trace(self, row: int, column: str, offset: int = 0) -> str:
        """The page of the facts behind a cell; `offset` of them skipped."""
        return f"/board/{self._path}/trace{self._query(row=row, column=column, offset=offset or '')}"

    def file(self, format: str) -> str:
        """Its file, from the JSON API."""
        return f"/api/reporting/forms/{self._path}{self._query(format=format)}"

    def trace_file(self, row: int, column: str, offset: int, limit: int) -> str:
        """A cell's facts as CSV, as many as one answer holds."""
        query = self._query(row=row, column=column, format="csv", offset=offset or "", limit=limit)
        return f"/api/reporting/forms/{self._path}/trace{query}"

    def moved(self, **to: str | bool) -> "Address":
        """The same table but for what `to` says."""
        return replace(self, **to)  # type: ignore[arg-type]  # the fields' own types

    def _query(self, **more: str | int) -> str:
        asked = {"as_of": self.as_of, "optional": "true" if self.optional else "", **more}
        given = {name: value for name, value in asked.items() if value != ""}
        return f"?{urlencode(given)}" if given else ""
