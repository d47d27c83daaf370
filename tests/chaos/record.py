"""What a client knows: its own book, kept on its own disk, of what it asked for and what it was told.

The check believes these books and nothing else; a line is on disk before the client acts on it.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Intent:
    """A command a client means to have done once. `n` counts the client's intents.

    `matter` is None for applications.
    """

    client: str
    n: int
    command_id: str
    door: str
    command: str
    stream: str
    matter: str | None = None
    quantity: int = 0
    rival: str | None = None
    """Id of the race this is one half of: of two intents with the same one, one is to win."""


@dataclass
class Known:
    """An intent and what became of it, as far as its client was told."""

    intent: Intent
    status: str | None = None
    position: int | None = None
    code: str | None = None
    vanished: int = 0
    """How often the bus had acknowledged the post and did not have it any more."""


@dataclass
class Book:
    """One client's book. `odd` are answers that contradict an earlier one or the contract."""

    path: Path
    entries: dict[str, Known] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    sent: int = 0
    unclear: int = 0
    """Tries whose outcome was not known to the client."""
    broken: int = 0
    """Answers 500."""

    def intend(self, intent: Intent) -> None:
        self.entries[intent.command_id] = Known(intent)
        self._write({"intend": asdict(intent)})

    def answered(self, command_id: str, status: str, position: int | None, code: str | None) -> None:
        """Note an answer; a second answer must be the first one again."""
        known = self.entries[command_id]
        if known.status is None:
            self._write({"answered": command_id, "status": status, "position": position, "code": code})
            known.status, known.position, known.code = status, position, code
        elif (known.status, known.position, known.code) != (status, position, code):
            self.contradicts(
                f"{command_id}: {known.status} at {known.position} ({known.code}), then {status} at {position} ({code})"
            )

    def posted(self, command_id: str, sequence: int) -> None:
        self._write({"posted": command_id, "sequence": sequence})

    def vanished(self, command_id: str) -> None:
        self.entries[command_id].vanished += 1
        self._write({"vanished": command_id})

    def contradicts(self, what: str) -> None:
        self.odd.append(what)
        self._write({"odd": what})

    @property
    def unanswered(self) -> list[Known]:
        return [known for known in self.entries.values() if known.status is None]

    def _write(self, line: dict[str, object]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
