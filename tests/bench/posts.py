"""What the benchmarks send: consultations and activities like those of the ledger, in a few streets of one district."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from nats.aio.client import Client

from contracts.wire import subjects

DISTRICT = "320404"
STREETS = (*(f"32040400{n}" for n in range(1, 8)), "320404116")
PROVIDERS = ("lawyer", "notary", "grassroots", "mediator", "officer")
CHANNELS = ("visit", "phone", "web", "letter")
# Not aid-case: casework would make further events of it, and every event sent is to be accounted for.
MATTERS = (
    "enterprise-visit", "contact-card", "risk-notice", "training", "slogan", "media", "labour-dispute", "legal-advice",
)  # fmt: skip
FIRST_DAY = date(2010, 3, 1)
DAYS = 90
BATCH = 500
"""Messages in an atomic batch; JetStream takes 1,000."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One post ready to go, and what it must add to the sums."""

    command: str
    org: str
    body: bytes
    quantity: int

    @property
    def subject(self) -> str:
        return subjects.post(self.org, self.command)


def draw(count: int, *, activities_only: bool = False) -> list[Sent]:
    """That many new posts, half of them consultations (or none)."""
    random = Random()
    return [_activity(random) if activities_only or n % 2 else _consultation(random) for n in range(count)]


def activity_data(random: Random) -> dict[str, object]:
    """The data of one activity, for us and for our peers."""
    matter = random.choice(MATTERS)
    return {
        "activity_id": _id(random),
        "matter": matter,
        "provider": random.choice(PROVIDERS),
        "worker": f"律{random.randrange(40):03}",
        "quantity": random.randrange(1, 50),
        "people": random.randrange(1, 50),
        "served": f"企业{random.randrange(500):04}" if matter == "enterprise-visit" else None,
        "campaign": "双促双助",
        "number": f"B-{random.randrange(10**8):08}",
    }


async def publish(client: Client, posts: list[Sent]) -> None:
    """Put the posts on the bus in atomic batches, each acknowledged (so: on disk) before the next one."""
    for first in range(0, len(posts), BATCH):
        batch, batch_id = posts[first : first + BATCH], uuid4().hex
        for n, post in enumerate(batch, 1):
            headers = {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(n)}
            if n < len(batch):
                await client.publish(post.subject, post.body, headers=headers)
                continue
            headers["Nats-Batch-Commit"] = "1"
            reply = json.loads((await client.request(post.subject, post.body, headers=headers, timeout=60)).data)
            assert "error" not in reply, reply


def _activity(random: Random) -> Sent:
    data = activity_data(random)
    return _sent(random, "record-activity", data, str(data["activity_id"]))


def _consultation(random: Random) -> Sent:
    one = _id(random)
    data = {
        "consultation_id": one,
        "provider": random.choice(PROVIDERS),
        "worker": f"律{random.randrange(40):03}",
        "channel": random.choice(CHANNELS),
        "quantity": 1,
        "people": 1,
        "campaign": "双促双助",
        "number": f"B-{one[:8]}",
    }
    return _sent(random, "record-consultation", data, one)


def _sent(random: Random, command: str, data: dict[str, object], command_id: str) -> Sent:
    street = random.choice(STREETS)
    post = {
        "command_id": command_id,
        "actor": data["worker"],
        "org": f"{street}-A",
        "region": street,
        "occurred_at": f"{FIRST_DAY + timedelta(days=random.randrange(DAYS))}T10:00:00+08:00",
        "data": data,
    }
    quantity = data["quantity"]
    assert isinstance(quantity, int)
    return Sent(command, f"{street}-A", json.dumps(post, ensure_ascii=False).encode(), quantity)


def _id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128)))
