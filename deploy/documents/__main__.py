"""`python -m deploy.documents` (`make docs`) writes what is made from the code; a test fails when it is not what the code says."""

import json
from pathlib import Path
from typing import Any

from contracts.wire.subjects import SERVICES
from deploy.documents import asyncapi, declared, openapi, readmes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "api"
DECLARED = ROOT / "deploy" / "nats" / "declared.json"


def main() -> None:
    """Write every document; print the path of each."""
    _write(FOLDER / "asyncapi.json", asyncapi.document())
    for service in SERVICES:
        _write(FOLDER / "openapi" / f"{service}.json", openapi.document(service))
        _write(readmes.path(service), readmes.document(service))
    _write(DECLARED, declared.document())


def _write(path: Path, document: str | dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8")
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
