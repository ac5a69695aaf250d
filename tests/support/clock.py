"""A clock that can be set back under a running process: Debian's libfaketime, told by a file."""

from pathlib import Path

CACHE_SECONDS = 1


class Clock:
    """What a process that is given this `environment` takes for the time of day. Its monotonic clock stays true."""

    def __init__(self, folder: Path) -> None:
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        assert library, "The tests need libfaketime (Debian: apt-get install libfaketime)."
        self._file = folder / "clock"
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": str(CACHE_SECONDS),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        self.set(0)

    def set(self, seconds: int) -> None:
        """Be so far from the true time; processes see it within `CACHE_SECONDS`."""
        written = self._file.with_suffix(".new")
        written.write_text(f"{seconds:+d}\n")
        written.replace(self._file)
