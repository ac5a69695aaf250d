"""One socket's way out: nothing waits where the wire is free; a slow reader costs a position and then the socket."""

import asyncio

from rooms.feed.frames import Frame
from rooms.feed.outbox import WAITING, Outbox
from rooms.feed.room import RoomFeed
from rooms.protocol import codes
from rooms.protocol.limits import RESUME
from tests.rooms.feed.log_in_memory import Reads, Wire, settled


class Told:
    """A room with one socket on a wire that can be made to refuse."""

    def __init__(self, patience: float = 5.0) -> None:
        self.reads = Reads()
        self.feed = RoomFeed(1, self.reads)
        self.feed.begin(0, "epoch", [])
        self.wire = Wire()
        self.outbox = Outbox(self.wire, "socket", "ann", "key", patience)
        self.outbox.feed = self.feed
        self.feed.outboxes.add(self.outbox)

    def slow(self, *, hangs: bool = True) -> None:
        """Have the wire refuse, and hang when it is waited for."""
        self.wire.refuses = True
        if hangs:
            self.wire.ready.clear()

    def well_again(self) -> None:
        """Have the wire take frames again."""
        self.wire.refuses = False
        self.wire.ready.set()

    def commit(self, count: int = 1) -> None:
        """Add events to the log and hint at them, one by one."""
        for _ in range(count):
            self.reads.length += 1
            self.feed.hear(self.reads.length, self.reads.texts(self.reads.length, self.reads.length))


WELCOME, NOTE = Frame('{"type":"welcome"}'), Frame('{"type":"note"}')


async def test_nothing_is_sent_before_the_welcome() -> None:
    told = Told()

    told.commit(3)
    await settled()
    assert told.wire.sent == []

    told.outbox.start(WELCOME)
    await settled()
    assert told.wire.sent[0] is WELCOME
    assert told.wire.seqs == [1, 2, 3]


async def test_a_free_wire_gets_every_frame_at_once() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()

    told.commit(2)
    told.outbox.tell(NOTE)

    assert told.wire.seqs == [1, 2]
    assert told.wire.sent[-1] is NOTE


async def test_what_waits_for_a_slow_reader_arrives_in_order_and_complete() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()
    told.slow()

    told.commit(5)
    told.outbox.tell(NOTE)
    await settled()
    told.commit(300)
    told.well_again()
    await settled()

    assert told.wire.seqs == list(range(1, 306))
    assert NOTE in told.wire.sent
    assert not told.outbox.closed


async def test_events_of_a_slow_reader_are_no_queue_but_a_position() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()
    told.slow()

    told.commit(1000)
    await settled()
    told.well_again()
    await settled()

    assert told.wire.seqs == list(range(1, 1001))
    assert len(told.wire.sent) < 50


async def test_a_reader_who_takes_no_frame_in_time_is_closed_with_4413() -> None:
    told = Told(patience=0.01)
    told.outbox.start(WELCOME)
    await settled()
    told.slow()

    told.commit()
    await asyncio.wait_for(told.wire.ended.wait(), 5)

    assert told.wire.closed == codes.SLOW


async def test_a_reader_for_whom_too_many_frames_wait_is_closed_with_4413() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()
    told.slow()

    for _ in range(WAITING + 2):
        told.outbox.tell(NOTE)

    assert told.wire.closed == codes.SLOW


async def test_a_reader_too_far_behind_is_closed_with_4413() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()
    told.slow()

    told.commit(2 * RESUME + 200)
    await settled()
    told.well_again()
    await settled()

    assert told.wire.closed == codes.SLOW


async def test_a_slow_reader_costs_its_neighbours_nothing() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    neighbour = Wire()
    other = Outbox(neighbour, "other", "bob", "key", 5)
    other.feed = told.feed
    told.feed.outboxes.add(other)
    other.start(WELCOME)
    await settled()
    told.slow()

    told.commit(100)

    assert neighbour.seqs == list(range(1, 101))


async def test_a_wire_that_breaks_closes_its_socket_alone() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()
    told.slow(hangs=False)
    told.wire.breaks = True

    told.commit()
    await settled()

    assert told.wire.closed == codes.FAULT


async def test_after_closing_nothing_more_is_sent_and_the_first_reason_counts() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()

    told.outbox.close(codes.OUT)
    told.outbox.close(codes.RESTART)
    told.commit()
    told.outbox.tell(NOTE)
    await settled()

    assert told.wire.closed == codes.OUT
    assert told.wire.sent == [WELCOME]


async def test_closing_drops_what_waited() -> None:
    told = Told()
    told.outbox.start(WELCOME)
    await settled()
    told.slow()
    told.commit(10)
    await settled()

    told.outbox.close(codes.OUT)
    told.well_again()
    await settled()

    assert told.wire.seqs == []
