"""Named SQL: one file, many queries, each under a `-- name:` line and a sentence that says why."""

import re
from pathlib import Path
from types import SimpleNamespace

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def named(path: Path) -> SimpleNamespace:
    """The queries of a file as attributes; ValueError when two have one name."""
    parts = _NAME.split(path.read_text("utf-8"))
    names = parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{path}: a query name stands twice")
    return SimpleNamespace(**{name: text.strip() for name, text in zip(names, parts[2::2], strict=True)})
