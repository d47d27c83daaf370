"""`python -m deploy.documents` (`make docs`) writes what is made from the code; a test fails when it is not what the code says."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from contracts.wire.subjects import SERVICES
from deploy.documents import asyncapi, declared, openapi, readmes

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Write every document; print the path of each."""
    for path, made in DOCUMENTS.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(made(), encoding="utf-8")
        print(path)


def _json(document: Callable[[], dict[str, Any]]) -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


DOCUMENTS: Final[Mapping[str, Callable[[], str]]] = {
    "docs/api/asyncapi.json": partial(_json, asyncapi.document),
    "deploy/nats/declared.json": partial(_json, declared.document),
    **{f"docs/api/openapi/{one}.json": partial(_json, partial(openapi.document, one)) for one in SERVICES},
    **{f"services/{one}/README.md": partial(readmes.document, one) for one in SERVICES},
}
"""What is written, by its path from the root, and what makes its text."""


if __name__ == "__main__":
    main()
