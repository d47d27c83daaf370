"""What is promised about imports into a running stack: an entry counts once, a refusal is told, kills do no harm.

`stack` is a running `yingyuan up`; what other tests put into it does not matter: these ledgers have their own numbers.
"""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import xlsxwriter

from services.intake.ledger.file import COLUMNS
from services.intake.ledger.sample import generate, write_csv
from tests.support.launched import COMMAND, Launched, yingyuan
from tests.support.shared import shared


def imported(stack: Launched, file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = yingyuan("ledger", "import", str(file), "--json", *options, data=stack.data)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def as_workbook(entries: Sequence[dict[str, str]], path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for row, entry in enumerate(entries, 1):
            sheet.write_row(row, 0, [entry[name] for name in COLUMNS])
    return path


def test_a_ledger_counts_once_however_often_and_in_whatever_format_it_comes(stack: Launched, tmp_path: Path) -> None:
    entries = list(generate(101, 6000, prefix="once"))
    write_csv(tmp_path / "a.csv", entries)
    workbook = as_workbook(entries, tmp_path / "a.xlsx")
    assert imported(stack, tmp_path / "a.csv") == (0, {"accepted": 6000, "repeated": 0, "refused": []})
    assert imported(stack, tmp_path / "a.csv") == (0, {"accepted": 0, "repeated": 6000, "refused": []})
    assert imported(stack, workbook) == (0, {"accepted": 0, "repeated": 6000, "refused": []})
    words = yingyuan("ledger", "import", str(workbook), data=stack.data)
    assert (words.returncode, words.stdout) == (0, "全部 6000 条登记都已登记过，没有变化。\n")


def test_bad_entries_are_refused_by_line_and_all_others_taken(stack: Launched, tmp_path: Path) -> None:
    entries = list(generate(102, 40, prefix="bad"))
    plain = {"事项": "出具法律建议", "渠道": "", "金额": "", "对象": "", "群体性": ""}
    for place, changes in {
        3: {"事项": "喝茶"},
        5: {"人员类别": "神仙"},
        7: {"日期": "2010-02-30"},
        9: {"日期": "2999-01-01"},
        11: {"数量": "-1"},
        13: {"人数": "1.5"},
        15: {**plain, "事项": "免收法律服务费", "金额": "1.234"},
        17: {"地区": "999999"},
    }.items():
        entries[place].update(changes)
    entries.append(entries[0] | {"备注": "同一编号，内容不同"})
    entries.append(dict(entries[1]))
    write_csv(tmp_path / "bad.csv", entries)
    listed = tmp_path / "没有收下.csv"
    code, result = imported(stack, tmp_path / "bad.csv", "--refused", str(listed))
    assert (code, result["accepted"], result["repeated"]) == (2, 32, 1)
    assert [refused["line"] for refused in result["refused"]] == [5, 7, 9, 11, 13, 15, 17, 19, 42]
    reasons = {refused["line"]: refused["reason"] for refused in result["refused"]}
    for line, word in {
        5: "没有这种事项",
        7: "没有这种人员类别",
        9: "没有这一天",
        11: "将来",
        13: "负数",
        15: "整数",
        17: "小数超过两位",
        19: "999999",
        42: "已登记过，内容不同",
    }.items():
        assert word in reasons[line]
    assert result["refused"][-1]["number"] == entries[0]["编号"]
    with listed.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 9
    again = imported(stack, tmp_path / "bad.csv")[1]
    assert (again["accepted"], again["repeated"], len(again["refused"])) == (0, 33, 9)


def test_an_entry_refused_for_its_region_is_taken_when_it_is_put_right(stack: Launched, tmp_path: Path) -> None:
    [entry] = generate(103, 1, prefix="mended")
    write_csv(tmp_path / "a.csv", [entry | {"地区": "999999"}])
    assert len(imported(stack, tmp_path / "a.csv")[1]["refused"]) == 1
    write_csv(tmp_path / "a.csv", [entry])
    assert imported(stack, tmp_path / "a.csv") == (0, {"accepted": 1, "repeated": 0, "refused": []})


def test_a_file_that_is_no_ledger_says_why_and_nothing_is_posted(stack: Launched, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("编号,日期\nT1,2010-03-01\n".encode("gb18030"))
    done = yingyuan("ledger", "import", str(path), "--json", data=stack.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "GB18030" in done.stderr and "CSV UTF-8" in done.stderr


def test_killing_the_service_while_it_runs_loses_and_doubles_nothing(stack: Launched, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", generate(104, 20_000, prefix="killed"))
    stop = threading.Event()

    def kill() -> None:
        for _ in range(3):
            if stop.wait(1.5):
                return
            try:
                psutil.Process(stack.state.pids["intake"]).kill()
            except (psutil.NoSuchProcess, KeyError):
                continue

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        code, result = imported(stack, tmp_path / "a.csv")
    finally:
        stop.set()
        killer.join()
    # An answer lost with the service comes again as repeated: what was done counts once either way.
    assert (code, result["accepted"] + result["repeated"], result["refused"]) == (0, 20_000, [])
    assert imported(stack, tmp_path / "a.csv")[1] == {"accepted": 0, "repeated": 20_000, "refused": []}


def test_an_interrupted_import_says_how_to_go_on_and_goes_on(stack: Launched, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", generate(105, 20_000, prefix="stopped"))
    process = subprocess.Popen(
        [*COMMAND, "ledger", "import", str(tmp_path / "a.csv"), "--json"],
        env={**os.environ, "YINGYUAN_DATA": str(stack.data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell ignores Ctrl-C for what it runs in the background, and so would the import
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "")
    assert "已中断" in errors and "再运行一次同样的命令" in errors
    code, result = imported(stack, tmp_path / "a.csv")
    assert (code, result["accepted"] + result["repeated"], result["refused"]) == (0, 20_000, [])


def test_the_example_ledger_is_taken_whole_by_a_new_stack(stack: Launched, tmp_path: Path) -> None:
    ledger = shared("ledger", "zhonglou-2010-spring.csv")
    with ledger.open(encoding="utf-8-sig", newline="") as file:
        entries = list(csv.DictReader(file))
    code, result = imported(stack, ledger)
    assert (code, result["accepted"] + result["repeated"], result["refused"]) == (0, 6000, [])
    assert imported(stack, as_workbook(entries, tmp_path / "a.xlsx"))[1]["repeated"] == 6000


def test_the_national_register_is_taken_whole_and_again_without_change(stack: Launched) -> None:
    first = yingyuan("regions", "import", str(shared("regions")), "--json", data=stack.data)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["refused"] == []
    again = yingyuan("regions", "import", str(shared("regions")), data=stack.data)
    assert again.returncode == 0 and "都已登记过，没有变化" in again.stdout


def test_without_a_running_stack_the_import_says_how_to_start_one(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", generate(1, 1))
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli.main", "ledger", "import", str(tmp_path / "a.csv"), "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "yingyuan up" in done.stderr
