"""The machine a table was made on, in one line."""

import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter


def named() -> str:
    """Return CPU, cores, Python, the packages that matter and how busy the machine is."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("hypercorn", "uvloop", "django", "channels"))
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{_model()}, {os.cpu_count()} cores, Python {python}, {packages}; load {load:.1f} at the start"


def disk(folder: Path) -> str:
    """Return what one durable write costs in a folder: commits can't be faster."""
    times = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(50):
            begun = perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            times.append(perf_counter() - begun)
    return f"one write of 4 KiB with fsync takes {1000 * median(times):.2f} ms"


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()
