"""One room as this process hears it: how far the log is known here, its newest events, who follows, who is here."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from .. import replay
from ..protocol.events import departures
from ..protocol.limits import BATCH_EVENTS, REPLAY, RESUME
from .company import Company
from .frames import Events, Frame, split
from .outbox import Outbox
from .reads import Reads

TAIL = 4 * REPLAY
logger = structlog.get_logger(__name__)


class RoomFeed:
    """Passes events on in order of seq and without gaps: seen ones are dropped, a hole is read from the log."""

    def __init__(self, room_id: int, reads: Reads, departed: Callable[[str], None] = lambda person: None) -> None:
        self.room_id = room_id
        self.head = 0
        self.epoch = ""
        self.outboxes: set[Outbox] = set()
        self.company = Company(self.tell)
        self.ready = asyncio.Event()
        self._reads = reads
        self._departed = departed
        self._target = 0
        self._tail: deque[str] = deque(maxlen=TAIL)
        self._frames: dict[int, Events] = {}
        self._healing: asyncio.Task[None] | None = None
        self._rested = 0

    def begin(self, head: int, epoch: str, newest: Sequence[str]) -> None:
        """Take the log's state once hints are being heard; those that came meanwhile are healed now."""
        self.head, self.epoch = head, epoch
        self._tail.extend(newest)
        self.ready.set()
        self.reach(self._target)

    def hear(self, first: int, texts: Sequence[str]) -> None:
        """Take a hint: events `first` … were committed."""
        last = first + len(texts) - 1
        if self.ready.is_set() and self._healing is None and first <= self.head + 1:
            self._pass_on(texts[self.head + 1 - first :])
        else:
            self.reach(last)

    def reach(self, head: int) -> None:
        """Read from the log what lies up to `head` and was not heard."""
        self._target = max(self._target, head)
        if self.ready.is_set() and self._healing is None and self._target > self.head:
            self._healing = asyncio.create_task(self._heal())

    async def reached(self, head: int) -> None:
        """Wait until this process knows the log up to `head`."""
        self.reach(head)
        if self._healing:
            await asyncio.shield(self._healing)

    def position(self, after: int | None, epoch: str | None) -> tuple[int, bool]:
        """Return where a socket starts, and whether that resumes from the position it named."""
        if after is not None and epoch in (None, self.epoch) and 0 <= self.head - after <= RESUME and after >= 0:
            return after, True
        return max(0, self.head - REPLAY), False

    def tell(self, frame: Frame, but: str = "") -> None:
        """Send a frame that is no event to all sockets, except those of one person."""
        for outbox in list(self.outboxes):
            if outbox.open and outbox.person != but:
                outbox.tell(frame)

    async def beyond(self, position: int) -> Events | None:
        """Return the next frame of events for a socket at `position`, or None when it is at the head."""
        while position < self.head:
            oldest = self.head - len(self._tail) + 1
            if position + 1 >= oldest:
                return self._from_tail(position, oldest)
            found = await self._reads.replay(replay.after, self.room_id, position, BATCH_EVENTS)
            if found:
                return split(position + 1, found)[0]
            # The log was cut back under us (a restore): the check of heads will close these sockets.
            return None
        return None

    def rest(self) -> None:
        """Let go of what is kept for sockets that are a little behind, when nothing has happened since the last call."""
        if self._rested == self.head:
            self._frames.clear()
            while len(self._tail) > REPLAY:
                self._tail.popleft()
        self._rested = self.head

    def _pass_on(self, texts: Sequence[str]) -> None:
        if not texts:
            return
        for person in departures(texts):
            # Before they are told anything: the hint that should have closed their sockets may be lost.
            self._departed(person)
        frames = split(self.head + 1, texts)
        self.head += len(texts)
        self._tail.extend(texts)
        self._frames.clear()
        for frame in frames:
            for outbox in list(self.outboxes):
                outbox.follow(frame)

    def _from_tail(self, position: int, oldest: int) -> Events:
        # Many sockets catch up from the same position (a burst of joins, a storm after a cut): encoded once for all.
        if position not in self._frames:
            texts = list(self._tail)[position + 1 - oldest :]
            self._frames[position] = split(position + 1, texts)[0]
        return self._frames[position]

    async def _heal(self) -> None:
        try:
            while self.head < self._target:
                found = await self._reads.live(replay.after, self.room_id, self.head, BATCH_EVENTS)
                if not found:
                    break
                self._pass_on(found)
        except Exception:
            # The next check of heads tries again.
            logger.exception("a hole could not be read from the log", room=self.room_id)
        finally:
            self._healing = None
            self._target = self.head
