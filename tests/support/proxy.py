"""A TCP connection that can be cut and restored: what stands between a browser and a server when a network fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

CHUNK = 65_536


class Proxy:
    """Passes bytes on to one address. While cut, it drops what was open and refuses what comes."""

    def __init__(self, target: str) -> None:
        self._host, _, port = target.rpartition(":")
        self._port = int(port)
        self._own_port = 0
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self._deaf = False

    @property
    def url(self) -> str:
        """Where a browser finds the server through this."""
        return f"http://127.0.0.1:{self._own_port}"

    async def restore(self) -> None:
        """Listen: where it did before, if it did."""
        self._deaf = False
        self._listener = await asyncio.start_server(self._meet, "127.0.0.1", self._own_port)
        self._own_port = self._listener.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Drop every connection and take no more."""
        if self._listener:
            self._listener.close()
            self._listener = None
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*self._passing, return_exceptions=True)

    def deafen(self) -> None:
        """Swallow what the server says, until cut."""
        self._deaf = True

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection(self._host, self._port)
        ends = {writer, server_writer}
        self._open |= ends
        task = asyncio.current_task()
        assert task
        self._passing.add(task)
        try:
            await asyncio.gather(self._pass_on(reader, server_writer), self._pass_on(server_reader, writer))
        finally:
            self._open -= ends
            self._passing.discard(task)
            for end in ends:
                end.close()
                with suppress(OSError):
                    await end.wait_closed()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        browser_hears = writer.get_extra_info("peername")[1] != self._port
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if not (self._deaf and browser_hears):
                    writer.write(chunk)
                    await writer.drain()
        writer.close()


@asynccontextmanager
async def proxied(target: str) -> AsyncIterator[Proxy]:
    """Stand before `target` (host:port) while this context lasts."""
    proxy = Proxy(target)
    await proxy.restore()
    try:
        yield proxy
    finally:
        await proxy.cut()
