"""A TCP connection that fails in the ways networks do: it is cut, delays, swallows what one side says, or takes and says
nothing. It stands between a browser and a server, or between a server and its Redis or PostgreSQL.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

CHUNK = 65_536


class Hearing(Protocol):
    """What the caller of one connection hears of the target, which may differ from what it said."""

    def hear(self, chunk: bytes, write: Callable[[bytes], None]) -> None:
        """Take what the target said, and write what the caller is to hear: now or later."""
        ...


class Proxy:
    """Passes bytes on to one address. While cut, it drops what was open and refuses what comes."""

    def __init__(self, target: str, hearing: Callable[[], Hearing] | None = None) -> None:
        self._host, _, port = target.rpartition(":")
        self._port = int(port)
        self._own_port = 0
        self._hearing = hearing
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self.deaf = False  # the target's words are swallowed
        self.mute = False  # the caller's words are swallowed
        self.delay = 0.0  # seconds by which every chunk comes later
        self.doomed_word = b""  # whose answer is lost, and the connection with it
        self.lost_answers = 0

    @property
    def url(self) -> str:
        """Where a browser finds the server through this."""
        return f"http://{self.host}"

    @property
    def host(self) -> str:
        """Where this listens."""
        return f"127.0.0.1:{self._own_port}"

    async def restore(self) -> None:
        """Listen: where it did before, if it did."""
        self.deaf = self.mute = False
        if self._listener is None:
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

    async def heal(self) -> None:
        """Be a good network again. Connections that lost something in between can't go on, and are cut."""
        self.delay, self.doomed_word = 0.0, b""
        if self.deaf or self.mute:
            await self.cut()
        await self.restore()

    def deafen(self) -> None:
        """Swallow what the server says, until cut."""
        self.deaf = True

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            target_reader, target_writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, target_writer}
        self._open |= ends
        task = asyncio.current_task()
        assert task
        self._passing.add(task)
        doom = asyncio.Event()
        try:
            await asyncio.gather(
                self._tell(reader, target_writer, doom), self._hear(target_reader, writer, target_writer, doom)
            )
        finally:
            self._open -= ends
            self._passing.discard(task)
            for end in ends:
                end.close()
                with suppress(OSError):
                    await end.wait_closed()

    async def _tell(self, reader: asyncio.StreamReader, target: asyncio.StreamWriter, doom: asyncio.Event) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.doomed_word and self.doomed_word in chunk:
                    doom.set()
                if not self.mute:
                    target.write(chunk)
                    await target.drain()
        target.close()

    async def _hear(
        self,
        target: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        target_writer: asyncio.StreamWriter,
        doom: asyncio.Event,
    ) -> None:
        hearing = self._hearing() if self._hearing else None
        with suppress(OSError):
            while chunk := await target.read(CHUNK):
                if doom.is_set():
                    self.lost_answers += 1
                    writer.transport.abort()
                    target_writer.transport.abort()
                    return
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.deaf:
                    continue
                if hearing:
                    hearing.hear(chunk, writer.write)
                else:
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
