"""The keys of a service that live in files outside its database."""

import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Keys:
    """The two keys of a service: one wraps the keys of subjects, one makes keyed digests."""

    def __init__(self, folder: Path) -> None:
        self._wrapping = AESGCM(_secret(folder / "kek"))
        self._index = _secret(folder / "index.key")

    @staticmethod
    def are_kept(folder: Path) -> bool:
        """Whether both are there. Where they are missing, new ones would not open what the old ones sealed."""
        return (folder / "kek").exists() and (folder / "index.key").exists()

    def wrap(self, subject: str, key: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._wrapping.encrypt(nonce, key, subject.encode())

    def unwrap(self, subject: str, wrapped: bytes) -> bytes:
        return self._wrapping.decrypt(wrapped[:12], wrapped[12:], subject.encode())

    def keyed_digest(self, purpose: str, content: bytes) -> bytes:
        """HMAC-SHA-256. Content that can be guessed (an ID number, a request) cannot be tried out without the key."""
        return hmac.digest(self._index, purpose.encode() + b"\x00" + content, "sha256")


def _secret(path: Path) -> bytes:
    """32 bytes from a file, made at first use. `os.link` lets the first writer win when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # a new name each time: a process that was killed here leaves its draft behind, and process ids are used again
        draft = path.with_name(f"{path.name}.{os.urandom(6).hex()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        # sync the folder too, before anything is sealed: a power cut must not lose the key and keep the data
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    secret = path.read_bytes()
    if len(secret) != 32:
        raise ValueError(f"{path} is damaged: a key has 32 bytes")
    return secret
