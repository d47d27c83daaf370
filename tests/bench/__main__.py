"""`python -m tests.bench [NAME…]`: measure, beside peers and limits, on this machine, now.

Names: limit append e2e backlog library crud replies projection lag start rebuild memory forms (default: all). A name
brings along what it is compared with. Nothing here passes or fails on time; a wrong count stops the run.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import end_to_end, report, steps
from tests.bench.measuring import PATIENCE, Results, repeat
from tests.bench.servers import Servers, servers
from tests.bench.steps import Sizes


def main(arguments: Sequence[str] | None = None) -> int:
    usual = Sizes()
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--rounds", type=int, default=3, help="repetitions of everything, interleaved (default 3)")
    parser.add_argument("--count", type=int, default=usual.events, help="events per repetition (default 40,000)")
    parser.add_argument("--events", type=int, default=0, help="post until the log holds so many events before all else")
    parser.add_argument("--facts", type=int, nargs="+", default=usual.facts, help="sizes at which forms are asked for")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(steps.NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    sizes = replace(usual, events=options.count, append=options.count, facts=tuple(sorted(options.facts)))
    results = Results()
    with servers() as running:
        if options.events:
            _say(f"posting until the log holds {options.events:,} events")
            end_to_end.fill(running, options.events)
        measure(running, options.names, sizes, options.rounds, results)
    print(report.table(results))
    if options.json:
        document = report.document(results, options.rounds)
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


def measure(
    running: Servers, names: Sequence[str], sizes: Sizes, rounds: int, results: Results, patience: float = PATIENCE
) -> None:
    """Everything that was asked for, interleaved round by round, then what is measured once."""
    wanted = steps.chosen(names)
    repeated = steps.in_rounds(running, wanted, sizes)
    for number in range(1, rounds + 1):
        for name, step in repeated:
            repeat(results, f"round {number} {name}", step, _say, patience)
    for name, step in steps.once(running, wanted, sizes):
        repeat(results, name, step, _say, patience)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
