"""`python -m deploy.documents` writes docs/api/ anew; a test fails when what is there is not what the code says."""

import json
from pathlib import Path
from typing import Any

from contracts.wire.subjects import SERVICES
from deploy.documents import asyncapi, openapi

FOLDER = Path(__file__).parents[2] / "docs" / "api"


def main() -> None:
    """Write every document; print the path of each."""
    _write(FOLDER / "asyncapi.json", asyncapi.document())
    for service in SERVICES:
        _write(FOLDER / "openapi" / f"{service}.json", openapi.document(service))


def _write(path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(path.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main()
