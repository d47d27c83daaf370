"""Money: exact on the way in, half to even on the way out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.language.explained import Explained
from contracts.language.money import fen, wan_yuan, yuan


@pytest.mark.parametrize(
    ("text", "amount"), [("12", 1200), ("12.3", 1230), ("12.30", 1230), ("0.01", 1), (" 7.05 ", 705), ("0", 0)]
)
def test_yuan_as_people_write_it_becomes_whole_fen(text: str, amount: int) -> None:
    assert fen(text) == amount


@pytest.mark.parametrize("text", ["12.345", "-1", "", "abc", "1,200", "１２", "1e3", "12.", ".5", "nan", "12.3.4"])
def test_anything_else_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(Explained, match="金额"):
        fen(text)


@given(st.integers(min_value=0, max_value=10**15))
def test_what_is_shown_reads_back_as_the_same_amount(amount: int) -> None:
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (215_900_000, "215.90"),
        (0, "0.00"),
        (5_000, "0.00"),
        (15_000, "0.02"),
        (25_000, "0.02"),
        (25_001, "0.03"),
        (10**15, "1000000000.00"),
    ],
)
def test_wan_yuan_is_rounded_half_to_even(amount: int, shown: str) -> None:
    assert wan_yuan(amount) == shown


@given(st.integers(min_value=0, max_value=10**15))
def test_rounding_moves_an_amount_by_half_a_step_at_most(amount: int) -> None:
    assert abs(Decimal(wan_yuan(amount)) * 1_000_000 - amount) <= 5_000
