"""Real servers for tests: the ones the launcher runs, or containers; the same tests on either.

YINGYUAN_TEST_SERVERS=containers takes PostgreSQL and NATS from a Docker engine; otherwise the embedded servers run.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import asyncpg
import nats as nats_client
from nats.aio.client import Client

from deploy import SERVICES
from deploy.local import nats, postgres
from deploy.local import secrets as stack_secrets
from deploy.local.processes import Command, last_lines, spawn, stop, wait_until
from deploy.nats.permissions import inbox_prefix
from deploy.nats.streams import declare

T = TypeVar("T")

POSTGRES_IMAGE = "postgres:18"
NATS_IMAGE = "nats:2.15"


@dataclass(frozen=True)
class DatabaseUrls:
    """One fresh database. `service` has least rights, `owner` the schema, `auditor` reads; `admin` is the superuser."""

    name: str
    service: str
    owner: str
    auditor: str
    admin: str


@dataclass(frozen=True)
class TestPostgres:
    """A PostgreSQL 18 server with the roles of roles.sql."""

    __test__ = False

    server: postgres.Server

    @property
    def admin_url(self) -> str:
        """The superuser on the database `postgres`."""
        return self.server.url(postgres.SUPERUSER, "postgres")

    def fresh_database(self, service: str = "intake") -> DatabaseUrls:
        """A new empty database for the roles `<service>`, `<service>_owner` and `auditor`."""
        name = f"{service}_{secrets.token_hex(5)}"
        postgres.declare_database(self.server, service, name)
        return DatabaseUrls(
            name=name,
            service=self.server.url(service, name),
            owner=self.server.url(f"{service}_owner", name),
            auditor=self.server.url("auditor", name),
            admin=self.server.url(postgres.SUPERUSER, name),
        )

    def drop_database(self, name: str) -> None:
        """Drop a database made by `fresh_database`, cutting its sessions."""

        async def drop() -> None:
            connection = await asyncpg.connect(self.admin_url)
            try:
                await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            finally:
                await connection.close()

        in_own_loop(drop)


@dataclass(frozen=True)
class TestNats:
    """A nats-server with the accounts and permissions of permissions.py and the streams of streams.py."""

    __test__ = False

    url: str
    deployer_seed: Path
    seeds: dict[str, Path]

    async def connect(self, user: str = stack_secrets.DEPLOYER, **options: object) -> Client:
        """A client as the deployer or a service; a service gets its private inbox prefix."""
        if user != stack_secrets.DEPLOYER:
            options.setdefault("inbox_prefix", inbox_prefix(user).encode())
        seed = self.deployer_seed if user == stack_secrets.DEPLOYER else self.seeds[user]
        return await nats_client.connect(self.url, nkeys_seed=str(seed), **options)  # type: ignore[arg-type]  # passed through

    def reset_streams(self) -> None:
        """Delete every stream and declare all again: sequences start at 1."""

        async def reset() -> None:
            client = await self.connect()
            try:
                js = client.jetstream()
                for info in await js.streams_info():
                    await js.delete_stream(str(info.config.name))
                await declare(client)
            finally:
                await client.close()

        in_own_loop(reset)


def wanted_servers() -> str:
    """`embedded` or `containers`."""
    return os.environ.get("YINGYUAN_TEST_SERVERS", "embedded")


@contextlib.contextmanager
def embedded_postgres(folder: Path | None = None) -> Iterator[TestPostgres]:
    """A PostgreSQL on a unix socket in `folder` (default: a short private temporary one), always stopped."""
    with _folder(folder) as root:
        (root / "pg").mkdir(mode=0o711)
        cluster = postgres.Cluster(
            data=root / "pg" / "data", run=root / "pg" / "run", log=root / "postgres.log", passwords=_passwords()
        )
        postgres.prepare(cluster)
        with running(postgres.command(cluster), lambda: postgres.accepts_connections(cluster.server)):
            postgres.declare_roles(cluster.server)
            yield TestPostgres(cluster.server)


@contextlib.contextmanager
def embedded_nats(folder: Path | None = None) -> Iterator[TestNats]:
    """A nats-server on a free loopback port with its store in `folder`, always stopped."""
    with _folder(folder) as root:
        known = stack_secrets.load_or_create(root)
        bus = nats.Bus(root / "nats", root / "nats.log", nats.free_port(), nats.free_port(), known.public_keys)
        nats.prepare(bus)
        with running(nats.command(bus), lambda: in_own_loop(lambda: nats.is_healthy(bus))):
            yield _test_nats(bus.url, known)


@contextlib.contextmanager
def container_postgres() -> Iterator[TestPostgres]:
    """The same server from a container."""
    from testcontainers.community.postgres import PostgresContainer

    passwords = _passwords()
    container = PostgresContainer(
        POSTGRES_IMAGE, username=postgres.SUPERUSER, password=passwords[postgres.SUPERUSER], dbname="postgres"
    )
    with container as running:
        server = postgres.Server(running.get_container_host_ip(), passwords, int(running.get_exposed_port(5432)))
        postgres.declare_roles(server)
        yield TestPostgres(server)


@contextlib.contextmanager
def container_nats() -> Iterator[TestNats]:
    """The same server from a container, with the same configuration."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    with _folder(None) as root:
        known = stack_secrets.load_or_create(root)
        inside = nats.Bus(Path("/tmp/nats"), root / "nats.log", 4222, 8222, known.public_keys, listen="0.0.0.0")
        configuration = root / "nats-server.conf"
        configuration.write_text(nats.configuration(inside))
        container = (
            DockerContainer(NATS_IMAGE)
            .with_command("--config /etc/yingyuan.conf")
            .with_volume_mapping(str(configuration), "/etc/yingyuan.conf")
            .with_exposed_ports(4222)
            .waiting_for(LogMessageWaitStrategy("Server is ready"))
        )
        with container as running:
            url = f"nats://{running.get_container_host_ip()}:{running.get_exposed_port(4222)}"
            yield _test_nats(url, known)


def in_own_loop(work: Callable[[], Coroutine[object, object, T]]) -> T:
    """Run a coroutine to its end from synchronous code, whether or not this thread has a running loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


def _test_nats(url: str, known: stack_secrets.Secrets) -> TestNats:
    server = TestNats(
        url=url,
        deployer_seed=known.seed_files[stack_secrets.DEPLOYER],
        seeds={service: known.seed_files[service] for service in SERVICES},
    )
    server.reset_streams()
    return server


@contextlib.contextmanager
def running(command: Command, is_ready: Callable[[], bool]) -> Iterator[None]:
    """A server while it is wanted; RuntimeError with the end of its log when it does not come up."""
    process = spawn(command)
    try:
        if not wait_until(lambda: process.poll() is not None or is_ready(), 30) or process.poll() is not None:
            raise RuntimeError("\n".join([f"{command.argv[0]} did not start:", *last_lines(command.log, 20)]))
        yield
    finally:
        stop(process, command)


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """`given`, or a temporary folder with a path short enough for sockets, removed afterwards."""
    if given is not None:
        yield given
        return
    root = Path(tempfile.mkdtemp(prefix="yy-"))
    try:
        root.chmod(0o711)  # PostgreSQL may run as another user and has to pass through
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _passwords() -> dict[str, str]:
    roles = (postgres.SUPERUSER, "auditor", *SERVICES, *(f"{service}_owner" for service in SERVICES))
    return {role: secrets.token_hex(16) for role in roles}
