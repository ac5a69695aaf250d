"""A disk that takes longer for each commit.

PostgreSQL's own `commit_delay` waits only while others are busy, and SQLite has none. Both end a commit with `fdatasync`
(or `fsync`), so a shim of these two, compiled when it is needed and loaded before libc, delays them as a slower disk would:
the scribe, the databases and their settings stay as they are.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


def possible() -> bool:
    """Return whether there is a C compiler."""
    return shutil.which("cc") is not None


@contextmanager
def environment(milliseconds: float) -> Iterator[dict[str, str]]:
    """Yield what a process's environment needs, so that its commits take so much longer."""
    with tempfile.TemporaryDirectory(prefix="countinghouse-slow-disk-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        library = Path(folder) / "slow_disk.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
        yield {"LD_PRELOAD": str(library), "COMMIT_DELAY_US": str(int(1000 * milliseconds))}


@contextmanager
def inherited(variables: dict[str, str]) -> Iterator[None]:
    """Have processes that are started meanwhile inherit these variables."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
