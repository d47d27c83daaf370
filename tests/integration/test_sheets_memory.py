"""What is promised about the memory that reading a table takes: however long the file is, it is the same."""

import gc
import tracemalloc
from pathlib import Path

from tests.support.sheets import HEADER, line, opened

FEW, MANY = 5_000, 50_000
"""Rows. The few already fill every buffer; the many are 4.5 MB."""
NOISE = 64 * 1024
"""Bytes, 1.5 for each further row: even a pointer kept for every row takes more."""


def peak_of_reading(path: Path, count: int) -> int:
    """Bytes that reading a CSV of `count` rows held at its worst, from opening it to its last row."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        file.writelines(line(number) + "\n" for number in range(count))
    gc.collect()
    tracemalloc.start()
    try:
        table = opened(path)
        read, at = 0, 0
        for row in table.rows:
            assert row.fault is None
            read, at = read + 1, row.at
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (read, at) == (count, table.size)
    return peak


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    few, many = peak_of_reading(tmp_path / "短.csv", FEW), peak_of_reading(tmp_path / "长.csv", MANY)
    assert many - few < NOISE
    assert many < 4 * 1024 * 1024
