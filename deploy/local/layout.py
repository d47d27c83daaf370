"""What is where in a data folder, and who may open it."""

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy import SERVICES
from deploy.local.errors import OperatorError

# sockaddr_un.sun_path holds 108 bytes, the last of them a NUL.
LONGEST_SOCKET_PATH = 107
_LONGEST_SOCKET_NAME = "postgres/.s.PGSQL.5432"


class UnsafeFolder(OperatorError):
    """A folder that must be private belongs to somebody else."""


@dataclass(frozen=True)
class Layout:
    """The folders of one stack. `data` is absolute; `run` holds sockets and lies elsewhere when `data` is too deep."""

    data: Path
    run: Path

    @classmethod
    def of(cls, data: Path) -> "Layout":
        """The layout for a data folder; nothing is created."""
        data = data.expanduser().resolve()
        run = data / "run"
        if len(os.fsencode(run / _LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            # The same short name at every start: stacks that are killed again and again leave one folder, not many.
            digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
            run = Path(tempfile.gettempdir()) / f"yingyuan-{os.getuid()}-{digest}"
        return cls(data=data, run=run)

    @property
    def state_file(self) -> Path:
        return self.data / "stack.json"

    @property
    def launcher_lock(self) -> Path:
        return self.data / "launcher.lock"

    @property
    def parts_lock(self) -> Path:
        return self.data / "parts.lock"

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def postgres_run(self) -> Path:
        return self.run / "postgres"

    @property
    def nats(self) -> Path:
        return self.data / "nats"

    @property
    def caddy(self) -> Path:
        return self.data / "caddy"

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    def keys(self, service: str) -> Path:
        """Folder of a service's key-encryption key and index key; the service fills it."""
        return self.secrets / "keys" / service

    def service_socket(self, service: str) -> Path:
        return self.run / f"{service}.sock"

    def create(self) -> None:
        """Make every folder, private to this user.

        Started by root, PostgreSQL runs as another user, who must be able to pass through `data` and `run`
        (not list them) to reach what is its own.
        """
        passable = 0o711 if os.geteuid() == 0 else 0o700
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(passable)
        _private(self.run, passable)
        for folder in (self.nats, self.caddy, self.secrets, self.logs, self.secrets / "keys"):
            _private(folder, 0o700)
        for service in SERVICES:
            _private(self.keys(service), 0o700)

    def remove_sockets(self) -> None:
        """Remove the sockets: nobody listens on them any more."""
        shutil.rmtree(self.run, ignore_errors=True)


def _private(folder: Path, mode: int) -> None:
    """Create `folder` if absent. Refuse a link, or a folder that another user has put there, knowing the name."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=mode, parents=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise UnsafeFolder(f"文件夹 {folder} 不归当前用户所有，为安全起见不使用。请移走它后再试。")
    folder.chmod(mode)
