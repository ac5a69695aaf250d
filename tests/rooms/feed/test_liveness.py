"""Pings and silence, with a clock that is wound."""

from collections.abc import Sequence

from presence.store import Times
from rooms.feed.frames import Frame
from rooms.feed.liveness import check
from rooms.feed.outbox import Outbox
from rooms.protocol import codes
from rooms.protocol.codes import Close
from tests.rooms.clock import Clock

TIMES = Times(8.0)


class Line:
    """A wire that notes pings; a client that answers them is heard at once."""

    def __init__(self, clock: Clock, answers: bool) -> None:
        self.heard: float | None = clock()
        self.pings: list[float] = []
        self.closed: Close | None = None
        self._clock = clock
        self._answers = answers

    def ping(self) -> None:
        """Note the ping, and answer it or not."""
        self.pings.append(self._clock())
        if self._answers:
            self.heard = self._clock()

    def write(self, frame: Frame) -> bool:
        """Take anything."""
        return True

    async def send(self, frame: Frame) -> None:
        """Take anything."""

    def close(self, close: Close) -> None:
        """Note why."""
        self.closed = close


class Sockets:
    """What `check` needs of a hub."""

    def __init__(self, *lines: Line) -> None:
        self._outboxes = [Outbox(line, "s", "p", "k", 5) for line in lines]

    def outboxes(self) -> Sequence[Outbox]:
        """Those that are not closed."""
        return [outbox for outbox in self._outboxes if not outbox.closed]


def watch(seconds: float, clock: Clock, *lines: Line) -> None:
    """Look after these lines for so long."""
    sockets, end = Sockets(*lines), clock() + seconds
    while clock() < end:
        check(sockets, TIMES, clock())  # type: ignore[arg-type]
        clock.wind(TIMES.sweep)


def test_who_answers_stays_and_is_pinged_once_per_heartbeat() -> None:
    clock = Clock()
    line = Line(clock, answers=True)

    watch(200, clock, line)

    assert line.closed is None
    assert 20 <= len(line.pings) <= 26


def test_who_is_silent_is_closed_with_4408_in_time() -> None:
    clock = Clock()
    line, start = Line(clock, answers=False), clock()

    while line.closed is None and clock() < start + 60:
        watch(TIMES.sweep, clock, line)

    assert line.closed == codes.SILENT
    assert TIMES.idle_timeout <= clock() - start <= TIMES.idle_timeout + 2 * TIMES.sweep


def test_what_cannot_be_heard_is_pinged_and_never_called_silent() -> None:
    clock = Clock()
    stream = Line(clock, answers=False)
    stream.heard = None

    watch(200, clock, stream)

    assert stream.closed is None
    assert stream.pings


def test_every_length_of_time_keeps_its_promise() -> None:
    for heartbeat in (0.5, 1.0, 2.0, 8.0):
        times = Times(heartbeat)
        assert times.heartbeat + 2 * times.sweep <= times.idle_timeout
        assert times.lease > 2 * times.heartbeat
    assert TIMES.idle_timeout + TIMES.sweep + 3 + TIMES.grace + TIMES.sweep <= 30
