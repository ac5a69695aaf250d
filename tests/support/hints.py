"""Hints on their way from Redis to a server: the one kind of message that may be lost, doubled and reordered."""

import asyncio
import random
from collections.abc import Callable

Write = Callable[[bytes], None]
BLOBS, SEQUENCES, MAPS = b"$=!", b"*>~", b"%"


class Hints:
    """What one process hears of Redis, with rules for the hints of committed lines. Everything else passes as it is."""

    def __init__(self) -> None:
        self.rule: Callable[[bytes, Write], None] | None = None
        self.lost = 0
        self.moved = 0

    def hearing(self) -> "Hearing":
        """Return what stands in one connection."""
        return Hearing(self)

    def lose_the_last(self, quiet: float = 0.3) -> None:
        """Lose a hint that no other follows within `quiet` seconds."""
        self.rule = _Last(self, quiet)

    def disorder(self, seconds: float = 0.05) -> None:
        """Gather hints for a while, then pass each on twice, in any order."""
        self.rule = _Disorder(self, seconds)

    def behave(self) -> None:
        """Pass hints on as they come."""
        self.rule = None


class Hearing:
    """Splits one connection's replies, so that a rule can be applied to each hint."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._unread = b""

    def hear(self, chunk: bytes, write: Write) -> None:
        """Take a chunk; write what may pass."""
        self._unread += chunk
        start = 0
        while (end := end_of(self._unread, start)) is not None:
            reply = self._unread[start:end]
            start = end
            if self._hints.rule and reply[4:].startswith(b"$7\r\nmessage\r\n") and b"room.lines" in reply:
                self._hints.rule(reply, write)
            else:
                write(reply)
        self._unread = self._unread[start:]


class _Last:
    def __init__(self, hints: Hints, quiet: float) -> None:
        self._hints = hints
        self._quiet = quiet
        self._held: bytes | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, hint: bytes, write: Write) -> None:
        if self._held:
            write(self._held)
        if self._timer:
            self._timer.cancel()
        self._held = hint
        self._timer = asyncio.get_running_loop().call_later(self._quiet, self._lose)

    def _lose(self) -> None:
        self._held = None
        self._hints.lost += 1


class _Disorder:
    def __init__(self, hints: Hints, seconds: float) -> None:
        self._hints = hints
        self._seconds = seconds
        self._chance = random.Random(1)
        self._gathered: list[bytes] = []

    def __call__(self, hint: bytes, write: Write) -> None:
        if not self._gathered:
            asyncio.get_running_loop().call_later(self._seconds, self._release, write)
        self._gathered += [hint, hint]

    def _release(self, write: Write) -> None:
        self._chance.shuffle(self._gathered)
        self._hints.moved += len(self._gathered)
        for hint in self._gathered:
            write(hint)
        self._gathered.clear()


def end_of(replies: bytes, start: int) -> int | None:
    """Return where the reply of Redis' protocol that begins at `start` ends, or None when it has not all come."""
    line = replies.find(b"\r\n", start)
    if line < 0:
        return None
    kind, end = replies[start : start + 1], line + 2
    if kind in BLOBS:
        size = int(replies[start + 1 : line])
        end += size + 2 if size >= 0 else 0
        return end if end <= len(replies) else None
    parts = int(replies[start + 1 : line]) if kind in SEQUENCES + MAPS else 0
    for _ in range(parts * 2 if kind in MAPS else parts):
        after = end_of(replies, end)
        if after is None:
            return None
        end = after
    return end
