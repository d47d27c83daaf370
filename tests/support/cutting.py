"""A connection to PostgreSQL that can be cut after a transaction was committed and before the client hears of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from deploy.local.postgres import Server


class Wire:
    """While `cut` is set, the server still receives everything; its answer is lost, and the connection ends."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Between one client and the server, both ways."""
        socket = f"{self._server.host}/.s.PGSQL.{self._server.port}"
        up_reader, up_writer = (
            await asyncio.open_unix_connection(socket)
            if self._server.host.startswith("/")
            else await asyncio.open_connection(self._server.host, self._server.port)
        )
        ways = [
            asyncio.create_task(self._pass(reader, up_writer)),
            asyncio.create_task(self._pass(up_reader, writer, True)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, up_writer):
            end.close()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, answers: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if answers and self.cut:
                    return
                sink.write(data)
                await sink.drain()


@contextlib.asynccontextmanager
async def wire(server: Server, folder: Path) -> AsyncIterator[tuple[Wire, Path]]:
    """The wire, and the folder of the socket that clients connect to."""
    between = Wire(server)
    listening = await asyncio.start_unix_server(between.carry, folder / ".s.PGSQL.5432")
    try:
        yield between, folder
    finally:
        listening.close()
