"""Posts a register of divisions (行政区划): level by level, answers to a tally."""

from collections.abc import Iterator
from pathlib import Path

import uvloop

from deploy.cli.shared.bars import Bar
from deploy.cli.shared.sender import Outgoing, Sender, Verdict
from deploy.cli.shared.tally import Refused, Tally
from deploy.local.errors import OperatorError
from services.intake.region.register import BadRegister, Region, posts, read_register

Key = tuple[int, Region]
"""How many divisions come before this one, and the division."""

BATCH = 1000
"""Posts in one request: the most the service takes."""


def post_regions(path: Path, address: str, tally: Tally, *, quiet: bool) -> None:
    """Register every division of a file or folder. Nothing is posted of a register that has a fault.

    OperatorError tells its faults; NotSent when the service stays silent: `tally` says how far it came.
    """
    try:
        regions = read_register(path)
    except BadRegister as error:
        raise OperatorError("区划表有误，什么都没有登记：\n" + "\n".join(error.faults)) from None

    with Bar("导入区划", len(regions), quiet=quiet) as bar:

        def settle(key: Key, verdict: Verdict) -> None:
            count, region = key
            if verdict.status == "accepted":
                tally.accepted += 1
            elif verdict.status == "repeated":
                tally.repeated += 1
            else:
                reason = f"{region.file}：「{region.name}」{verdict.reason}"
                tally.refused.append(Refused(region.line, region.code, reason))
            bar.at(count)

        # One lane: a level of the tree may only be sent when the level above it has its answers.
        sender = Sender(f"{address}/api/intake/commands", settle, bar.trouble, lanes=1, most=BATCH)
        uvloop.run(sender.run(_outgoing(regions)))


def _outgoing(regions: list[tuple[int, Region]]) -> Iterator[Outgoing[Key]]:
    for count, ((_, region), (depth, post)) in enumerate(zip(regions, posts(regions), strict=True), 1):
        body = post.model_dump_json().encode()
        yield Outgoing((count, region), post.command_id, post.data.name, body, group=depth)
