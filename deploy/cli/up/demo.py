"""What `up --demo` puts into a stack: a made-up ledger, posted through the same door as a real one."""

from pathlib import Path

from deploy.cli.ledger.importer import post_ledger
from deploy.cli.shared.tally import Tally
from services.intake.ledger.sample import FIRST, LAST, generate, write_csv

SEED = 2010
ENTRIES = 6000


def load(address: str, data: Path) -> str:
    """Post the demonstration's ledger; says what there is to see. A second start finds everything posted already."""
    file = data / "demo.csv"
    write_csv(file, generate(SEED, ENTRIES))
    tally = Tally()
    post_ledger(file, address, tally, quiet=True)
    return (
        f"演示数据已就绪：虚构的钟楼区（320404）台账 {tally.total} 条，{FIRST:%Y-%m-%d} 至 {LAST:%Y-%m-%d}。\n"
        f"打开 {address}/board/half-month/320404/2010-03B 看半月表，{address}/board/month/320404/2010-04 看月报表。"
    )
