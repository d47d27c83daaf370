"""Sample data that may lie beside the checkout: a real-shaped ledger with its expected tables, the region register.

Tests that need it are skipped, and say so, where it is not there; what they promise is also tested on made-up data.
"""

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared(*parts: str) -> Path:
    """The path of a piece of sample data; skips the test where there is none."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no sample data at {'/'.join(parts)} beside this checkout")
    return path
