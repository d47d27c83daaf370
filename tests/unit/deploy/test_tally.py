"""What is promised about the tally of an import: it says what became of every row, and its list does no harm."""

import json

import pytest

from deploy.cli.shared.tally import Refused, Tally, harmless, summary


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(), "文件里只有表头，没有一条登记。"),
        (Tally(accepted=3), "全部 3 条登记都已收下。"),
        (Tally(repeated=3), "全部 3 条登记都已登记过，没有变化。"),
        (Tally(1, 2, [Refused(4, "T", "x")]), "收下 1 条登记，2 条登记以前已登记过（没有变化），1 条登记没有收下。"),
    ],
)
def test_the_summary_says_what_happened(tally: Tally, words: str) -> None:
    assert summary(tally, "条登记") == words


def test_the_json_has_the_refusals_by_line() -> None:
    tally = Tally(1, 0, [Refused(9, "T-9", "乙"), Refused(4, "T-4", "甲")])
    assert json.loads(tally.as_json()) == {
        "accepted": 1,
        "repeated": 0,
        "refused": [{"line": 4, "number": "T-4", "reason": "甲"}, {"line": 9, "number": "T-9", "reason": "乙"}],
    }
    assert tally.exit_code == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "－1"])
def test_no_refused_cell_becomes_a_formula_in_a_spreadsheet(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("T1-1") == "T1-1"
