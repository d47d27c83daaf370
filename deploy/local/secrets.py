"""Passwords and bus identities of one stack: made once, kept in its data folder, never shown."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nkeys

from deploy import SERVICES
from deploy.local.files import write_private

DEPLOYER = "deployer"


@dataclass(frozen=True)
class Secrets:
    """`passwords` by PostgreSQL role; `seed_files` and `public_keys` (NKEY, "U...") by bus user."""

    passwords: dict[str, str]
    seed_files: dict[str, Path]
    public_keys: dict[str, str]


def load_or_create(folder: Path) -> Secrets:
    """Read the secrets in `folder`, making those that are missing."""
    roles = ["postgres", "auditor", *SERVICES, *(f"{service}_owner" for service in SERVICES)]
    users = [DEPLOYER, *SERVICES]
    seed_files = {user: folder / f"{user}.nk" for user in users}
    return Secrets(
        passwords={role: _kept(folder / f"{role}.password", _password).decode() for role in roles},
        seed_files=seed_files,
        public_keys={user: _public_key(_kept(path, _seed)) for user, path in seed_files.items()},
    )


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        write_private(path, make())
    return path.read_bytes()


def _password() -> bytes:
    return secrets.token_urlsafe(32).encode()


def _seed() -> bytes:
    return bytes(nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER))


def _public_key(seed: bytes) -> str:
    public: bytes = nkeys.from_seed(seed).public_key
    return public.decode()
