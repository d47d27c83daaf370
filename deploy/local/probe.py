"""The smallest HTTP client that can ask a part on this machine for its health: no connection pool, fast to import."""

import asyncio
from pathlib import Path

_LARGEST_ANSWER = 4 * 1024 * 1024


async def get(where: Path | int, path: str, *, seconds: float = 2.0, host: str = "localhost") -> tuple[int, bytes]:
    """GET `path` from a unix socket (Path) or a loopback port (int): status and body.

    Raises OSError when nothing listens or the answer is no HTTP, TimeoutError when it takes too long.
    """
    async with asyncio.timeout(seconds):
        if isinstance(where, Path):
            reader, writer = await asyncio.open_unix_connection(where)
        else:
            reader, writer = await asyncio.open_connection("127.0.0.1", where)
        try:
            # HTTP/1.0: the answer ends with the connection, so no chunks to take apart.
            writer.write(f"GET {path} HTTP/1.0\r\nHost: {host}\r\nAccept: application/json\r\n\r\n".encode())
            await writer.drain()
            answer = await reader.read(_LARGEST_ANSWER)
            while chunk := await reader.read(_LARGEST_ANSWER):
                answer += chunk
        finally:
            writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    if not status or not status[0].isdigit():
        raise ConnectionError("no HTTP answer")
    return int(status[0]), body


async def answers(where: Path | int, path: str) -> bool:
    """Whether somebody answers at all within five seconds, be it to say that something is wrong."""
    try:
        await get(where, path, seconds=5.0)
    except (OSError, TimeoutError):
        return False
    return True
