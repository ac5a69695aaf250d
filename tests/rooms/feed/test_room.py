"""A room's feed makes a gapless sequence of whatever hints come: holes, overlaps, doubles, disorder."""

import random

import pytest

from rooms.feed.frames import Frame
from rooms.feed.outbox import Outbox
from rooms.feed.room import TAIL, RoomFeed
from rooms.protocol.limits import RESUME
from tests.rooms.feed.log_in_memory import Reads, Wire, settled


class Heard:
    """A feed with one socket that follows it from the start."""

    def __init__(self, head: int = 0) -> None:
        self.reads = Reads()
        self.reads.length = head
        self.feed = RoomFeed(1, self.reads)
        self.feed.begin(head, "epoch", self.reads.texts(max(1, head - 49), head))
        self.wire = self.follower(head)

    def follower(self, position: int) -> Wire:
        """Have another socket follow from a position."""
        wire = Wire()
        outbox = Outbox(wire, "socket", "ann", "key", patience=5)
        outbox.feed, outbox.position = self.feed, position
        self.feed.outboxes.add(outbox)
        outbox.start(Frame('{"type":"welcome"}'))
        return wire

    def hint(self, first: int, last: int) -> None:
        """Hint that these events were committed."""
        self.reads.length = max(self.reads.length, last)
        self.feed.hear(first, self.reads.texts(first, last))


async def test_hints_in_order_are_passed_on_without_reading_the_log() -> None:
    heard = Heard()

    for seq in range(1, 6):
        heard.hint(seq, seq)
    heard.hint(6, 9)

    assert heard.wire.seqs == list(range(1, 10))
    assert heard.reads.asked == 0


async def test_a_hole_is_read_from_the_log() -> None:
    heard = Heard()

    heard.hint(1, 2)
    heard.hint(5, 5)
    await settled()

    assert heard.wire.seqs == [1, 2, 3, 4, 5]
    assert heard.reads.asked > 0


async def test_what_was_seen_is_dropped() -> None:
    heard = Heard()

    heard.hint(1, 3)
    heard.hint(1, 3)
    heard.hint(2, 2)
    await settled()

    assert heard.wire.seqs == [1, 2, 3]


async def test_of_an_overlap_only_the_new_part_is_passed_on() -> None:
    heard = Heard()

    heard.hint(1, 3)
    heard.hint(2, 5)

    assert heard.wire.seqs == [1, 2, 3, 4, 5]


async def test_hints_that_come_while_a_hole_is_healed_are_not_lost() -> None:
    heard = Heard()
    heard.reads.gate.clear()

    heard.hint(3, 3)
    await settled()
    heard.hint(4, 4)
    heard.hint(5, 5)
    heard.reads.gate.set()
    await settled()
    heard.feed.reach(5)
    await settled()

    assert heard.wire.seqs == [1, 2, 3, 4, 5]


async def test_hints_that_come_before_the_log_was_read_are_healed() -> None:
    reads = Reads()
    reads.length = 4
    feed = RoomFeed(1, reads)

    feed.hear(3, reads.texts(3, 4))
    feed.begin(2, "epoch", reads.texts(1, 2))
    await settled()

    assert feed.head == 4


async def test_a_failed_reading_is_made_up_for_at_the_next_look() -> None:
    heard = Heard()
    heard.reads.fails = True

    heard.hint(3, 3)
    await settled()
    heard.reads.fails = False
    heard.feed.reach(3)
    await settled()

    assert heard.wire.seqs == [1, 2, 3]


@pytest.mark.parametrize("seed", range(30))
async def test_any_mixture_of_lost_doubled_and_disordered_hints_ends_in_the_log(seed: int) -> None:
    chance = random.Random(seed)
    heard = Heard()
    hints = [(first, min(60, first + chance.randint(0, 4))) for first in range(1, 61)]
    hints = [hint for hint in hints for _ in range(chance.randint(0, 2))]
    chance.shuffle(hints)

    for first, last in hints:
        heard.hint(first, last)
        if chance.random() < 0.3:
            await settled()
    heard.reads.length = 60
    heard.feed.reach(60)
    await settled()

    assert heard.wire.seqs == list(range(1, 61))


@pytest.mark.parametrize("position", [0, 1, 99, 250, 399, 400])
async def test_a_socket_catches_up_from_any_position(position: int) -> None:
    heard = Heard()
    for seq in range(1, 401):
        heard.hint(seq, seq)

    wire = heard.follower(position)
    heard.hint(401, 401)
    await settled()

    assert wire.seqs == list(range(position + 1, 402))
    assert TAIL < 400


async def test_many_who_catch_up_from_one_position_share_one_encoding() -> None:
    heard = Heard()
    heard.hint(1, 50)

    frames = {id(await heard.feed.beyond(10)) for _ in range(5)}

    assert len(frames) == 1


@pytest.mark.parametrize(
    ("after", "epoch", "start", "resumed"),
    [
        (5990, "epoch", 5990, True),
        (5990, None, 5990, True),
        (6000, None, 6000, True),
        (6000 - RESUME, None, 6000 - RESUME, True),
        (6000 - RESUME - 1, None, 5950, False),
        (6001, None, 5950, False),
        (5990, "other", 5950, False),
        (None, None, 5950, False),
        (None, "epoch", 5950, False),
    ],
)
async def test_where_a_socket_starts(after: int | None, epoch: str | None, start: int, resumed: bool) -> None:
    heard = Heard(6000)

    assert heard.feed.position(after, epoch) == (start, resumed)
