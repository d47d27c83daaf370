"""Personal text at rest: sealed with a key for each person, found again by a keyed digest, erased by deleting the key.

AES-256-GCM with the person's id as associated data. Keys are wrapped by a key-encryption key that is kept in a file
outside the database, so a copy of the database alone, or of the file alone, is not enough. The name of the algorithm is in
every sealed text: another algorithm (SM4-GCM, GB/T 39786) can follow, and what is stored stays as it is.
"""

import base64
import os
from collections.abc import Collection, Sequence

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.language.messages import Command
from contracts.language.personal import Personal
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

    async def seal(self, commands: Sequence[Command]) -> list[Command]:
        """The commands with every personal field sealed under the key of its subject. All keys in one step."""
        subjects = [_subject(command) for command in commands]
        keys = await self._keys_of({subject for subject in subjects if subject})
        return [_sealed(c, s, AESGCM(keys[s])) if s else c for c, s in zip(commands, subjects, strict=True)]

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

    async def _keys_of(self, subjects: Collection[str]) -> dict[str, bytes]:
        """The key of each subject; those that have none get one."""
        if not subjects:
            return {}
        wrapped = await self._wrapped(list(subjects))
        if new := [subject for subject in subjects if subject not in wrapped]:
            made = [self.keys.wrap(subject, os.urandom(32)) for subject in new]
            await self._pool.execute(QUERIES.keep_person_keys, new, made)
            wrapped |= await self._wrapped(new)
        # Erased: what is still said about this person is sealed with a key that nobody keeps.
        return {subject: self.keys.unwrap(subject, key) if key else os.urandom(32) for subject, key in wrapped.items()}

    async def _wrapped(self, subjects: list[str]) -> dict[str, bytes]:
        return {row["subject"]: row["wrapped"] for row in await self._pool.fetch(QUERIES.person_keys, subjects)}


def _plain(command: Command) -> dict[str, Personal]:
    """The personal fields that are not sealed yet."""
    found = {name: getattr(command, name) for name in personal_fields(type(command))}
    return {name: value for name, value in found.items() if value is not None and value.sealed is None}


def _subject(command: Command) -> str | None:
    """Whose key seals a command; None for one with nothing to seal."""
    if not _plain(command):
        return None
    subject = command.key_subject()
    if subject is None:
        raise ValueError(f"{command.name}: personal fields without a subject")
    return subject


def _sealed(command: Command, subject: str, key: AESGCM) -> Command:
    plain = _plain(command)
    return command.model_copy(
        update={name: value.sealed_as(_seal(key, subject, value.reveal())) for name, value in plain.items()}
    )


async def erase(connection: Connection, subject: str) -> None:
    """Destroy a person's key and index entries: what was sealed stays, unreadable for ever."""
    await connection.execute(QUERIES.erase_person_key, subject)
    await connection.execute(QUERIES.forget_person, subject)


def _seal(key: AESGCM, subject: str, text: str) -> str:
    nonce = os.urandom(12)
    body = base64.urlsafe_b64encode(nonce + key.encrypt(nonce, text.encode(), subject.encode())).rstrip(b"=").decode()
    return f"sealed:{ALGORITHM}:{subject}:{body}"
