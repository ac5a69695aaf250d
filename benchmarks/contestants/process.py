"""Starting a server on its core and ending it."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cpu

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60.0
END_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on 127.0.0.1."""

    pid: int
    port: int
    helpers: tuple[int, ...] = ()  # processes it rests on: Redis, PostgreSQL

    @property
    def cpu(self) -> float:
        """Seconds of CPU it and its helpers have used so far."""
        return cpu.spent(self.pid, *self.helpers)


@asynccontextmanager
async def serving(
    arguments: list[str], environment: Mapping[str, str] | None = None, helpers: tuple[int, ...] = ()
) -> AsyncIterator[Server]:
    """Run `python ARGUMENTS` on the server's core until the block ends; its first line must end in its address."""
    with tempfile.TemporaryFile() as complaints:
        with cpu.pinned(cpu.SERVER):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdout=asyncio.subprocess.PIPE,
                stderr=complaints,
            )
        try:
            assert process.stdout is not None
            line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
            if not line:
                await process.wait()
                raise RuntimeError("no address")
            yield Server(process.pid, int(line.decode().rstrip().rstrip("/").rpartition(":")[2]), helpers)
        except Exception as problem:
            if process.returncode is None:
                raise
            complaints.seek(0)
            raise RuntimeError(f"{arguments} ended: {complaints.read()[-2000:].decode(errors='replace')}") from problem
        finally:
            await _end(process)


async def output(arguments: list[str], environment: Mapping[str, str], seconds: float) -> bytes:
    """Run `python ARGUMENTS` on the server's core and return what it printed."""
    with cpu.pinned(cpu.SERVER):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=asyncio.subprocess.PIPE,
        )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        await _end(process)
    if process.returncode:
        raise RuntimeError(f"{arguments} failed with {process.returncode}")
    return printed


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
