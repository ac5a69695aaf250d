"""What one socket, or one person over HTTP, may spend: a bucket that fills with time. Pure: the clock is passed in."""

from collections import deque
from collections.abc import Callable, Sequence

from .protocol import codes
from .protocol.codes import Refusal
from .protocol.limits import FLOOD, FLOOD_SECONDS

Clock = Callable[[], float]
WORK_PER_TOKEN = 0.001  # seconds of an expression's work that cost as much as a frame


class Bucket:
    """At most `burst` tokens, refilled at `per_second`. It can be overdrawn by a debt that has to be worked off."""

    __slots__ = ("_at", "_clock", "_tokens", "burst", "per_second")

    def __init__(self, per_second: float, burst: float, clock: Clock) -> None:
        self.per_second = per_second
        self.burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()

    def wait(self) -> float:
        """Return the seconds until there will be a token, 0 when there is one."""
        self._refill()
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self.per_second

    def take(self) -> float:
        """Take a token: 0, or the seconds until there will be one (and nothing is taken)."""
        if wait := self.wait():
            return wait
        self._tokens -= 1
        return 0.0

    def charge(self, tokens: float) -> None:
        """Take what was spent already; the debt is at most one burst."""
        self._refill()
        self._tokens = max(self._tokens - tokens, -self.burst)

    @property
    def full(self) -> bool:
        """Whether nothing was spent lately."""
        self._refill()
        return self._tokens >= self.burst

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + max(0.0, now - self._at) * self.per_second)
        self._at = now


class Budget:
    """A socket's bucket, the buckets from which its submissions are paid as well, and its patience with who goes on
    regardless.
    """

    __slots__ = ("_bucket", "_clock", "_refused", "_shared")

    def __init__(self, bucket: Bucket, clock: Clock, shared: Callable[[], Sequence[Bucket]] = tuple) -> None:
        self._bucket = bucket
        self._shared = shared
        self._clock = clock
        self._refused: deque[float] | None = None  # few are ever refused anything

    def pay(self, *, submission: bool = False) -> None:
        """Pay for one frame. Raises Refusal `rate_limited` with `retry_after` in seconds; then nothing is paid."""
        shared = self._shared() if submission else ()
        wait = max((bucket.wait() for bucket in shared), default=0.0) or self._bucket.take()
        if wait:
            self._refused = self._refused or deque(maxlen=FLOOD)
            self._refused.append(self._clock())
            raise Refusal(codes.RATE_LIMITED, retry_after=max(0.001, round(wait + 0.0005, 3)))
        for bucket in shared:
            bucket.take()

    def charge(self, seconds: float) -> None:
        """Pay for the work an expression took."""
        for bucket in (self._bucket, *self._shared()):
            bucket.charge(seconds / WORK_PER_TOKEN)

    @property
    def flooding(self) -> bool:
        """Whether `FLOOD` frames were refused within `FLOOD_SECONDS`."""
        refused = self._refused
        return refused is not None and len(refused) == FLOOD and self._clock() - refused[0] <= FLOOD_SECONDS
