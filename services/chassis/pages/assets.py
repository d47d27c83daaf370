"""Style sheets and scripts: served by each service itself, under addresses that change with their content."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Response

SHARED = Path(__file__).parent / "assets"
PARTS = Path(__file__).parent / "parts"
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `digest` is of its content."""

    content: bytes
    media_type: str
    digest: str


class Assets:
    """The shared assets, the styles of all parts as `parts.css`, and the files in `folders`, under `prefix`.

    ValueError when two files have one name.
    """

    def __init__(self, prefix: str, folders: Iterable[Path] = ()) -> None:
        self._prefix = prefix
        self._assets: dict[str, Asset] = {}
        # One file: a page asks for three style sheets then, not for one of each part it shows.
        self._add("parts.css", b"".join(path.read_bytes() for path in sorted(PARTS.glob("*.css"))))
        for folder in (SHARED, *folders):
            for path in sorted(folder.iterdir()):
                self._add(path.name, path.read_bytes())

    def _add(self, name: str, content: bytes) -> None:
        if name in self._assets:
            raise ValueError(f"two assets are called {name}")
        digest = hashlib.sha256(content).hexdigest()[:16]
        self._assets[name] = Asset(content, MEDIA_TYPES[Path(name).suffix], digest)

    def address(self, name: str) -> str:
        """Where a page finds the asset; KeyError for one there is not."""
        return f"{self._prefix}/{self._assets[name].digest}/{name}"

    def router(self) -> APIRouter:
        """The route that serves them. A page from before an update gets the new content, and is told not to keep it."""
        router = APIRouter(include_in_schema=False)

        @router.get(f"{self._prefix}/{{digest}}/{{name}}")
        async def asset(digest: str, name: str) -> Response:
            found = self._assets.get(name)
            if found is None:
                return Response(status_code=404)
            keep = FOR_EVER if digest == found.digest else "no-cache"
            return Response(found.content, media_type=found.media_type, headers={"cache-control": keep})

        return router
