"""Personal text at rest: sealed with a key for each person, found again by a keyed digest, erased by deleting the key.

AES-256-GCM with the person's id as associated data. Keys are wrapped by a key-encryption key that is kept in a file
outside the database, so a copy of the database alone, or of the file alone, is not enough. The name of the algorithm is in
every sealed text: another algorithm (SM4-GCM, GB/T 39786) can follow, and what is stored stays as it is.
"""

import base64
import os

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.language.messages import Command
from contracts.registry import personal_fields
from services.chassis.log.store import Connection
from services.chassis.privacy import QUERIES
from services.chassis.privacy.keys import Keys

ALGORITHM = "A256GCM"
ERASED = "已删除"
"""What every screen shows in place of an erased person's text."""


ERASED_EVENT = "subject-erased"
"""The event that destroys a key, in the transaction in which it is appended; its stream is `<type>-<subject>`."""


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
