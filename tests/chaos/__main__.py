"""`python -m tests.chaos --seconds N --seed S`: hurt a real stack for a while and say whether it kept its promises.

Prints a JSON summary; exit code 1 when anything was lost, doubled, out of order, wrong, leaked or did not recover.
"""

import argparse
import asyncio
import json
import shutil
import sys
import time

from tests.chaos.run import run
from tests.chaos.schedule import COST, draw


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="how long faults go on (default 300)")
    parser.add_argument("--seed", type=int, default=None, help="draws the faults (default: the time)")
    parser.add_argument("--kinds", nargs="+", choices=sorted(COST), default=[], help="only these kinds of fault")
    parser.add_argument("--power", action="store_true", help="also power cuts and full disks (root)")
    parser.add_argument("--pause", type=float, default=3.0, help="longest quiet time between faults, in seconds")
    parser.add_argument("--plan", action="store_true", help="only show what would be done")
    parser.add_argument("--keep", action="store_true", help="keep the folder even when all is well")
    options = parser.parse_args()
    seed = int(time.time()) if options.seed is None else options.seed
    if options.plan:
        for fault in draw(seed, options.seconds, options.kinds or list(COST), options.pause):
            print(f"{fault.at:8.2f} s  {fault.kind:16} {fault.target:20} {fault.seconds:.2f} s")
        return 0
    summary = asyncio.run(run(seed, options.seconds, options.kinds, power=options.power, pause=options.pause, say=_say))
    print(json.dumps(summary, ensure_ascii=False, indent=2))
    if summary["wrong"]:
        return 1
    if not options.keep:
        shutil.rmtree(str(summary["folder"]), ignore_errors=True)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
