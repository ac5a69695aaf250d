"""How many guests an address may make: a sliding window. Pure: the clock is passed in."""

from collections import deque
from collections.abc import Callable
from threading import Lock


class Arrivals:
    """At most `most` arrivals within any `seconds`, per address."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._lock = Lock()

    def admit(self, address: str) -> float:
        """Count an arrival: 0, or the seconds until the next one is possible (and it is not counted)."""
        with self._lock:
            return self._admit(address)

    def _admit(self, address: str) -> float:
        now = self._clock()
        times = self._times.setdefault(address, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._most:
            return times[0] + self._seconds - now
        times.append(now)
        self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        if len(self._times) > 10_000:
            self._times = {a: times for a, times in self._times.items() if times and times[-1] > now - self._seconds}
