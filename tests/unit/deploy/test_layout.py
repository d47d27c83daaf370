"""Where a stack keeps its things."""

import os
import stat
from pathlib import Path

import pytest

from deploy.local.layout import LONGEST_SOCKET_PATH, Layout, UnsafeFolder


def test_sockets_lie_in_the_data_folder_when_their_paths_fit(tmp_path: Path) -> None:
    layout = Layout.of(Path("/srv/yy"))
    assert layout.run == Path("/srv/yy/run")


def test_a_deep_data_folder_gets_a_short_private_socket_folder_always_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("长" * 40)
    layout = Layout.of(deep)
    assert deep not in layout.run.parents
    assert len(os.fsencode(layout.postgres_run / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    assert Layout.of(deep).run == layout.run
    assert Layout.of(tmp_path / ("短" * 40)).run != layout.run


def test_secrets_and_logs_are_closed_to_others(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "d")
    layout.create()
    layout.create()
    for folder in (layout.secrets, layout.logs, layout.nats, layout.keys("intake")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not stat.S_IMODE(layout.data.stat().st_mode) & 0o066


def test_a_link_lying_in_wait_is_refused(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "d")
    layout.data.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    layout.secrets.symlink_to(elsewhere)
    with pytest.raises(UnsafeFolder):
        layout.create()
