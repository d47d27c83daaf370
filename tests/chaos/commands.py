"""What clients ask for: posts as terminals send them, drawn from a seed; people in them are canaries."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from contracts.language.codes import IdKind
from contracts.language.identity import check_id_number
from contracts.language.personal import Personal
from tests.chaos.record import Intent

REGIONS = ("320404", "320402", "320411", "320302", "442000001")
MATTERS = ("enterprise-visit", "risk-notice", "dispute-mediation", "training", "publicity-event")
PROVIDERS = ("lawyer", "notary", "grassroots")
MARK = "chaosmarker"
"""Stands in every worker's name: not personal, so it must be found wherever the search for canaries looks."""


@dataclass(frozen=True)
class Asked:
    """An intent and the post that carries it."""

    intent: Intent
    post: dict[str, object]


class Draft:
    """One client's supply of commands. `canary` is a token no file of the data folder may hold."""

    def __init__(self, seed: int, client: str, door: str, canary: str) -> None:
        self._random = Random(f"{seed}/{client}")
        self._client = client
        self._door = door
        self._canary = canary
        self._n = 0
        self.org = f"chaos-{client}"
        self.secrets: set[str] = {canary}

    def uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def consultation(self, entity: str | None = None, rival: str | None = None) -> Asked:
        """A consultation; over HTTP some carry a note, which is personal."""
        entity, quantity = entity or self.uuid(), self._random.randint(1, 9)
        data: dict[str, object] = {
            "consultation_id": entity,
            "provider": self._random.choice(PROVIDERS),
            "worker": f"{MARK}-{self._client}",
            "channel": self._random.choice(("visit", "phone", "web", "letter")),
            "quantity": quantity,
        }
        if self._door == "http" and self._random.random() < 0.3:
            data["note"] = f"当事人{self._canary}的情况"
        return self._asked("record-consultation", f"consultation-{entity}", data, "consultation", quantity, rival)

    def activity(self, aid_case: bool) -> Asked:
        """A service activity, or a legal-aid case that casework is to register."""
        entity, quantity = self.uuid(), self._random.randint(1, 9)
        matter = "aid-case" if aid_case else self._random.choice(MATTERS)
        data: dict[str, object] = {
            "activity_id": entity,
            "matter": matter,
            "provider": self._random.choice(PROVIDERS),
            "worker": f"{MARK}-{self._client}",
            "quantity": quantity,
        }
        return self._asked("record-activity", f"activity-{entity}", data, matter, quantity)

    def application(self) -> list[Asked]:
        """An application and the decision to grant it: two versions of one stream, and a case that casework opens."""
        entity = self.uuid()
        number, phone = self._resident_id(), f"139{self._random.randrange(10**8):08}"
        self.secrets |= {number, phone}
        received: dict[str, object] = {
            "application_id": entity,
            "matter": "labour",
            "id_kind": "resident-id",
            "applicant_name": f"金丝雀{self._canary}",
            "id_number": number,
            "phone": phone,
            "facts": f"{self._canary}被拖欠工资",
            "received_by": f"{MARK}-{self._client}",
        }
        granted: dict[str, object] = {
            "application_id": entity,
            "reviewed_by": "reviewer",
            "approved_by": "approver",
            "document": f"援{self._n}",
        }
        stream = f"application-{entity}"
        return [
            self._asked("receive-application", stream, received),
            self._asked("grant-application", stream, granted),
        ]

    def _asked(
        self,
        command: str,
        stream: str,
        data: dict[str, object],
        matter: str | None = None,
        quantity: int = 0,
        rival: str | None = None,
    ) -> Asked:
        self._n += 1
        command_id = self.uuid()
        post: dict[str, object] = {
            "command_id": command_id,
            "actor": self._client,
            "org": self.org,
            "region": self._random.choice(REGIONS),
            "occurred_at": (datetime.now(UTC) - timedelta(seconds=60)).isoformat(),
            "data": data,
        }
        intent = Intent(self._client, self._n, command_id, self._door, command, stream, matter, quantity, rival)
        return Asked(intent, post)

    def _resident_id(self) -> str:
        birth = f"{self._random.randint(1950, 2000)}{self._random.randint(1, 12):02}{self._random.randint(1, 28):02}"
        body = f"320404{birth}{self._random.randint(100, 999)}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
        check_id_number(IdKind.RESIDENT, Personal(body + check))
        return body + check
