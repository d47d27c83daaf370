"""The keys of a service: files of its own, made once, and said to be damaged when they are."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.chassis.privacy.keys import Keys

NAME, NUMBER, PHONE = "欧阳若水", "11010519491231002X", "13800001234"
FACTS, REASON, NOTE = "工资被拖欠三个月整", "不符合经济困难标准之情形", "邻居漏水之事"
CANARIES = (NAME, NUMBER, PHONE, FACTS, REASON, NOTE, "若水")


def test_keys_are_for_their_service_alone(tmp_path: Path) -> None:
    Keys(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    files = sorted((tmp_path / "keys").iterdir())
    assert [file.name for file in files] == ["index.key", "kek"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len({file.read_bytes() for file in files}) == 2


def test_two_processes_that_start_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: Keys(tmp_path / "keys"), range(16)))
    assert len({one.keyed_digest("p", b"c") for one in keys}) == 1
    wrapped = keys[0].wrap("s", bytes(32))
    assert {one.unwrap("s", wrapped) for one in keys} == {bytes(32)}
    assert len(list((tmp_path / "keys").iterdir())) == 2


@pytest.mark.parametrize("length_in_bytes", [0, 1, 31, 33])
def test_a_damaged_key_file_is_an_error_that_names_it(tmp_path: Path, length_in_bytes: int) -> None:
    Keys(tmp_path)
    (tmp_path / "kek").write_bytes(bytes(length_in_bytes))
    with pytest.raises(ValueError, match="kek is damaged"):
        Keys(tmp_path)
    assert (tmp_path / "kek").read_bytes() == bytes(length_in_bytes)  # never silently replaced
