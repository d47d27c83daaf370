"""Personal text at rest: sealed with a key for each person, found again by a keyed digest, erased by deleting the key.

AES-256-GCM with the person's id as associated data. Keys are wrapped by a key-encryption key that is kept in a file
outside the database, so neither a copy of the database nor one of the file is enough. The algorithm's name stands in
every sealed text: another one (SM4-GCM, GB/T 39786) can follow without touching what is stored.
"""

import base64
import hmac
import os
from pathlib import Path

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.messages import Command
from contracts.registry import personal_fields
from services.chassis.sql import QUERIES
from services.chassis.store import Connection

ALGORITHM = "A256GCM"
ERASED = "已删除"
"""What every screen shows in place of an erased person's text."""


ERASED_EVENT = "subject-erased"
"""The event that destroys a key, in the transaction in which it is appended; its stream is `<type>-<subject>`."""


class Keys:
    """The two keys of a service that live outside its database: one wraps, one indexes."""

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
        """HMAC-SHA-256: what is guessable (an ID number, a request) cannot be tried out without the key."""
        return hmac.digest(self._index, purpose.encode() + b"\x00" + content, "sha256")


def _secret(path: Path) -> bytes:
    """32 bytes from a file, made at first use. The link makes the first writer win when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # a name of its own each time: a process that was killed here leaves its draft, and process ids come again
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
        # the name as well, before anything is sealed with it: a power cut must not take the key and leave the data
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    secret = path.read_bytes()
    if len(secret) != 32:
        raise ValueError(f"{path} is damaged: a key has 32 bytes")
    return secret


class Sealer:
    """Seals, opens and erases. Keys are never cached: an erased person is erased at once, in every process."""

    def __init__(self, pool: asyncpg.Pool, keys: Keys) -> None:
        self._pool = pool
        self.keys = keys

    async def seal(self, command: Command) -> Command:
        """The command with every personal field sealed under the key of its subject."""
        plain = {
            name: value for name in personal_fields(type(command)) if (value := getattr(command, name)) is not None
        }
        if not plain:
            return command
        subject = command.key_subject()
        if subject is None:
            raise ValueError(f"{command.name}: personal fields without a subject")
        key = AESGCM(await self._key(subject))
        return command.model_copy(
            update={name: value.sealed_as(_seal(key, subject, value.reveal())) for name, value in plain.items()}
        )

    async def open(self, sealed: str) -> str:
        """The plain text, or 「已删除」 when the person was erased; ValueError when it was tampered with."""
        _, algorithm, subject, body = sealed.split(":", 3)
        if algorithm != ALGORITHM:
            raise ValueError(f"sealed with {algorithm}, which this version cannot open")
        wrapped = await self._pool.fetchval(QUERIES.person_key, subject)
        if not wrapped:
            return ERASED
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        try:
            return AESGCM(self.keys.unwrap(subject, wrapped)).decrypt(raw[:12], raw[12:], subject.encode()).decode()
        except InvalidTag:
            raise ValueError("sealed text does not fit its key") from None

    async def _key(self, subject: str) -> bytes:
        wrapped = await self._pool.fetchval(QUERIES.person_key, subject)
        if wrapped is None:
            await self._pool.execute(QUERIES.keep_person_key, subject, self.keys.wrap(subject, os.urandom(32)))
            wrapped = await self._pool.fetchval(QUERIES.person_key, subject)
        if not wrapped:  # erased: what is still said about this person is sealed with a key that nobody keeps
            return os.urandom(32)
        return self.keys.unwrap(subject, wrapped)


async def erase(connection: Connection, subject: str) -> None:
    """Destroy a person's key and index entries: what was sealed stays, unreadable for ever."""
    await connection.execute(QUERIES.erase_person_key, subject)
    await connection.execute(QUERIES.forget_person, subject)


def _seal(key: AESGCM, subject: str, text: str) -> str:
    nonce = os.urandom(12)
    body = base64.urlsafe_b64encode(nonce + key.encrypt(nonce, text.encode(), subject.encode())).rstrip(b"=").decode()
    return f"sealed:{ALGORITHM}:{subject}:{body}"
