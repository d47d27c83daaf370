"""PostgreSQL on a unix socket: its files are made once; then it is started, and databases and roles are declared."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import stat
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil

import deploy.postgres
from deploy import SERVICES
from deploy.local.binaries import postgres_program
from deploy.local.errors import OperatorError
from deploy.local.files import sync_folder, write_private
from deploy.local.processes import Command

SUPERUSER = "postgres"
# PostgreSQL refuses to run as root; started by root it becomes this system user.
SYSTEM_USER = "yingyuan"
_SQL = Path(deploy.postgres.__path__[0])


class PostgresFailed(OperatorError):
    """PostgreSQL could not be made ready."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that runs: `host` is a socket folder or a host name; `passwords` is by role."""

    host: str
    passwords: dict[str, str]
    port: int = 5432

    def url(self, role: str, database: str) -> str:
        """Connection URL, of one form for a unix socket and for TCP."""
        query = urlencode({"host": self.host} if self.port == 5432 else {"host": self.host, "port": self.port})
        return f"postgresql://{role}:{quote(self.passwords[role], safe='')}@/{database}?{query}"


@dataclass(frozen=True)
class Cluster:
    """The PostgreSQL server of a stack. `data` and `run` (its socket) are folders of its own."""

    data: Path
    run: Path
    log: Path
    passwords: dict[str, str]

    @property
    def server(self) -> Server:
        return Server(host=str(self.run), passwords=self.passwords)


def system_user() -> str | None:
    """Whom PostgreSQL must run as, or None when it can run as we do."""
    return SYSTEM_USER if os.geteuid() == 0 else None


def prepare(cluster: Cluster, inherit: tuple[int, ...] = ()) -> None:
    """Everything before the server's start: system user, folders, initdb at the first time, configuration.

    The caller holds the data folder's lock, so no server of ours runs on it; `inherit` are the descriptors of that
    lock, kept open by initdb too, so that a launcher started after a crash waits for it.
    """
    user = system_user()
    if user:
        _ensure_system_user(user)
        for path in (cluster.data, cluster.run, postgres_program("postgres")):
            _let_pass(path)
    # Sockets and their lock files hold process ids of the last run, which other processes may have by now.
    shutil.rmtree(cluster.run, ignore_errors=True)
    _own_folder(cluster.run, user)
    if not cluster.data.exists():
        _create(cluster, user, inherit)
    _remove_stale_pid(cluster.data)
    configuration = cluster.data / "postgresql.conf"
    write_private(configuration, (_SQL / "postgresql.conf").read_bytes())
    _give(configuration, user)


def command(cluster: Cluster, inherit: tuple[int, ...] = ()) -> Command:
    """The server itself. SIGINT is its fast shutdown: sessions are cut, a checkpoint is written."""
    return Command(
        argv=[
            str(postgres_program("postgres")),
            *("-D", str(cluster.data)),
            *("-c", "listen_addresses="),
            *("-c", f'unix_socket_directories="{cluster.run}"'),
        ],
        log=cluster.log,
        environment={"LC_ALL": "C", "PATH": os.defpath},
        user=system_user(),
        stop_signal=signal.SIGINT,
        death_signal=signal.SIGINT,
        stop_within=60.0,
        inherit=inherit,
    )


def accepts_connections(server: Server) -> bool:
    """Whether the server answers (while it still recovers: no)."""
    probe = [str(postgres_program("pg_isready")), "-q", "-h", server.host, "-p", str(server.port)]
    return subprocess.run(probe, check=False, env={"LC_ALL": "C"}).returncode == 0


async def answers(server: Server) -> bool:
    """Whether the server answers at all, be it while it recovers: asked for TLS, it says yes or no."""
    try:
        async with asyncio.timeout(5.0):
            reader, writer = await asyncio.open_unix_connection(Path(server.host) / f".s.PGSQL.{server.port}")
            try:
                writer.write(struct.pack("!II", 8, 80877103))
                return bool(await reader.read(1))
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


def declare_roles(server: Server) -> None:
    """Bring databases, roles and their limits to what roles.sql says; harmless when they are."""
    secrets = {
        f"{role}_password".upper(): server.passwords[role]
        for role in ("auditor", *SERVICES, *(f"{service}_owner" for service in SERVICES))
    }
    run_sql(server, _SQL / "roles.sql", {}, secrets)


def declare_database(server: Server, service: str, database: str) -> None:
    """One more database for a service's roles; tests give each test its own."""
    variables = {
        "service": service,
        "database": database,
        "owner_password": server.passwords[f"{service}_owner"],
        "service_password": server.passwords[service],
    }
    run_sql(server, _SQL / "service.sql", variables, {})


def run_sql(server: Server, file: Path, variables: dict[str, str], environment: dict[str, str]) -> None:
    """Run a psql script as the superuser; stops at the first error."""
    result = subprocess.run(
        [
            str(postgres_program("psql")),
            *("--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1"),
            *("-h", server.host, "-p", str(server.port), "-U", SUPERUSER, "-d", "postgres"),
            *(word for name, value in variables.items() for word in ("-v", f"{name}={value}")),
            *("-f", str(file)),
        ],
        env={"LC_ALL": "C", "PGPASSWORD": server.passwords[SUPERUSER], **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise PostgresFailed(f"数据库与角色没有建好（{file.name}）：{result.stderr.strip()}")


def _create(cluster: Cluster, user: str | None, inherit: tuple[int, ...]) -> None:
    """Run initdb in a folder beside, then rename that: a power cut half way leaves nothing that looks like a database."""
    unfinished = cluster.data.with_name(f"{cluster.data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _own_folder(unfinished, user)
    password = cluster.run / "superuser.password"
    write_private(password, cluster.passwords[SUPERUSER])
    _give(password, user)
    account = pwd.getpwnam(user) if user else None
    result = subprocess.run(
        [
            str(postgres_program("initdb")),
            *("-D", str(unfinished), "--username", SUPERUSER, "--pwfile", str(password)),
            *("--auth", "scram-sha-256", "--data-checksums", "--no-instructions", "--encoding", "UTF8"),
            # Code point order from the server itself: the same on every machine and after every libc update.
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
        ],
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        env={"LC_ALL": "C", "PATH": os.defpath},
        cwd="/",
        pass_fds=inherit,
        capture_output=True,
        text=True,
        check=False,
    )
    password.unlink()
    if result.returncode != 0:
        raise PostgresFailed(f"数据库没有建成：{result.stderr.strip()}")
    unfinished.rename(cluster.data)
    sync_folder(cluster.data.parent)


def _remove_stale_pid(data: Path) -> None:
    """Remove a postmaster.pid whose server is gone.

    PostgreSQL itself only asks whether a process with that id exists. After a power cut, and most of all in a
    container, the id often belongs to another program, and the server would refuse to start for ever.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    first_line = pid_file.read_text().partition("\n")[0]
    if first_line.isdigit():
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(int(first_line))
            if found.name() == "postgres" and found.cwd() == str(data) and found.status() != psutil.STATUS_ZOMBIE:
                raise PostgresFailed(f"另有一个 PostgreSQL（进程 {found.pid}）正在使用 {data}，请先停止它。")
    pid_file.unlink()


def _ensure_system_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        try:
            subprocess.run(useradd, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PostgresFailed(
                f"PostgreSQL 不能以 root 身份运行，而系统用户 {name} 没有建成。请换普通用户运行，或先手工建立该用户。"
            ) from error


def _let_pass(path: Path) -> None:
    """Let other users pass through the folders above `path`, without listing them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _own_folder(folder: Path, user: str | None) -> None:
    folder.mkdir(mode=0o700, parents=True)
    _give(folder, user)


def _give(path: Path, user: str | None) -> None:
    if user:
        shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
