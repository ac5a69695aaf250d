"""Real servers for tests: `manage.py serve` as a process of its own, on a free loopback port, with its own data."""

import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from .ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 20.0
MANAGE_SECONDS = 120.0
ADDRESS = re.compile(r"Countinghouse is open at (http://\S+?)/\s")

# A suite opens many sockets from one address and sends as fast as it can; tests of the limits set their own.
ROOMY = {
    "SOCKETS_PER_ADDRESS": "2000",
    "SOCKETS_PER_PERSON": "200",
    "GUESTS_PER_MINUTE": "100000",
    "RATE_PER_SECOND": "100000",
    "RATE_BURST": "100000",
}


class Server:
    """One server process. It can be stopped, killed and started again on the same data."""

    def __init__(self, data: Path, log: str = "server.log", **settings: object) -> None:
        self.data = data
        self.log = data / log
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._logged = 0
        self._settings = {name: str(value) for name, value in settings.items()}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.end()

    @property
    def servers(self) -> Sequence[Self]:
        """A house may stand on several of them."""
        return (self,)

    @property
    def database(self) -> Path:
        """Where the log is stored."""
        return self.data / "countinghouse.sqlite3"

    @property
    def sockets_url(self) -> str:
        """The address for sockets."""
        return self.url.replace("http://", "ws://")

    @property
    def host(self) -> str:
        """Host and port, as a browser would name them."""
        return self.url.removeprefix("http://")

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and wait until it is ready. Started again, it listens where it did before."""
        self.begin()
        self.await_readiness()

    def begin(self) -> None:
        """Start, and return at once."""
        self._logged = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment(self.data, PORT=self.port, **self._settings),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def await_readiness(self) -> None:
        """Wait until it says where it is, and that it is ready."""
        self._await("its address", lambda: ADDRESS.search(self.log.read_text()[self._logged :]))
        self._await("readiness", lambda: self._health("ready") == 200)

    def ask_to_stop(self) -> None:
        """Send SIGTERM and return at once."""
        assert self._process
        self._process.terminate()

    def wait(self) -> int:
        """Wait until the process has ended; returns its exit status."""
        assert self._process
        return self._process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """Have it end in an orderly way; returns its exit status."""
        self.ask_to_stop()
        return self.wait()

    def kill(self) -> None:
        """End it with no chance to say anything: kill -9."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(STOP_SECONDS)

    def end(self) -> None:
        """Make sure that nothing is left running."""
        if self._process and self.running:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on this server's data."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(self.data, **self._settings),
            capture_output=True,
            text=True,
            timeout=MANAGE_SECONDS,
            check=False,
        )

    def _health(self, kind: str) -> int:
        try:
            return httpx.get(f"{self.url}/health/{kind}", timeout=5).status_code
        except httpx.TransportError:
            return 0

    def _await(self, what: str, look: Callable[[], object]) -> object:
        deadline = time.monotonic() + START_SECONDS
        assert self._process
        while not (found := look()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"The server did not come to {what}:\n{self.log.read_text()}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)
        return found


class Servers:
    """Makes servers, each on a copy of one prepared DATA_DIR, and ends those that are left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template"
        self._numbers = itertools.count()
        self._made: list[Server] = []

    def make(self, **settings: object) -> Server:
        """Start a server; settings are named as in the environment."""
        server = Server(self.folder(), **{**ROOMY, **settings})
        self._made.append(server)
        server.start()
        return server

    def folder(self) -> Path:
        """Return a new DATA_DIR: static files, and a SQLite database that is migrated."""
        self._prepare()
        data = self._folder / f"server-{next(self._numbers)}"
        shutil.copytree(self._template, data, copy_function=_linked_or_copied)
        return data

    def end(self) -> None:
        """End every server."""
        for server in self._made:
            server.end()

    def _prepare(self) -> None:
        if self._template.exists():
            return
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=environment(self._template),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr


def environment(data: Path, **settings: object) -> dict[str, str]:
    """Return the environment of a server: this one's without what would move its settings, and these."""
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    }
    return {**kept, "DATA_DIR": str(data), **{name: str(value) for name, value in settings.items()}}


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Make servers in `folder` while this context lasts."""
    made = Servers(folder)
    try:
        yield made
    finally:
        made.end()


def _linked_or_copied(source: str, target: str) -> None:
    # Static files are only read; the database and the secret are each server's own.
    if "static" in Path(source).parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
