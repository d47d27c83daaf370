"""What is promised about files of tables: one that cannot be read is refused with what to do about it."""

from pathlib import Path

import pytest

from tests.support.sheets import HEADER, line, why, written


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.csv", b"", ("文件是空的",)),
        ("空行.csv", b"\n\n , \n", ("文件是空的",)),
        (
            "x.csv",
            f"{HEADER}\n{line(1)}".encode("gb18030"),
            ("GB18030", "「编号、日期、时间、单位等」16 列", "CSV UTF-8"),
        ),
        ("x.csv", HEADER.encode("utf-16"), ("UTF-16", "CSV UTF-8")),
        ("x.csv", b"\xff\xff\xff,\xfe\n1,2\n", ("不是 UTF-8", "CSV UTF-8")),
        ("x.csv", HEADER.replace(",", "\t").encode(), ("缺少这些列：编号、日期", "制表符")),
        ("x.csv", HEADER.replace(",", ";").encode(), ("缺少这些列", "分号")),
        ("x.csv", HEADER.replace("地区,", "").replace(",备注", "").encode(), ("缺少这些列：地区、备注。",)),
        ("x.csv", f"{HEADER},日期".encode(), ("「日期」一列出现了 2 次",)),
        ("x.csv", f"{HEADER}\r{line(1)}\r".encode(), ("老式的换行符",)),
        ("x.csv", b'"' + HEADER.encode(), ("引号没有配对",)),
        ("x.csv", b"PK\x03\x04....", ("内容却是 Excel 工作簿", ".xlsx")),
        ("x.csv", b"\xd0\xcf\x11\xe0....", ("旧版 Excel",)),
        ("x.xlsx", b"\xd0\xcf\x11\xe0....", ("密码",)),
        ("x.xlsx", HEADER.encode(), ("不是 Excel 工作簿",)),
        ("x.xlsx", b"PK\x03\x04" + b"\0" * 50, ("坏了",)),
        ("x.txt", HEADER.encode(), ("只能读 .csv 和 .xlsx", "「.txt」")),
        ("台账", HEADER.encode(), ("（没有）",)),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    reason = why(written(tmp_path, content, name))
    for word in words:
        assert word in reason


def test_a_missing_file_a_folder_and_a_giant_are_refused(tmp_path: Path) -> None:
    assert "找不到文件" in why(tmp_path / "没有.csv")
    assert "是文件夹" in why(tmp_path)
    giant = tmp_path / "大.csv"
    with giant.open("wb") as file:
        file.truncate(257 * 1024 * 1024)
    assert "超过 256 MB" in why(giant)
