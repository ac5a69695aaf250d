"""Frames are encoded once: to the byte what RFC 6455 and the libraries say, and packed within their bounds."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame as TheirFrame
from websockets.frames import Opcode
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from rooms.feed.frames import Events, Frame, split
from rooms.protocol.limits import BATCH_EVENTS, BATCH_LENGTH

SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]


@pytest.mark.parametrize("size", SIZES)
def test_the_ready_frame_is_to_the_byte_what_the_stock_path_would_send(size: int) -> None:
    text = "x" * size

    ready = Frame(text).wire

    assert ready == bytes(Connection(ConnectionType.SERVER).send(TextMessage(text)))
    assert ready == TheirFrame(Opcode.TEXT, text.encode()).serialize(mask=False)


@pytest.mark.parametrize("size", SIZES)
def test_the_ready_frame_is_read_by_another_library(size: int) -> None:
    client = Connection(ConnectionType.CLIENT)

    client.receive_data(Frame("x" * size).wire)
    received = "".join(event.data for event in client.events() if isinstance(event, TextMessage))

    assert received == "x" * size


@given(st.text())
def test_sizes_are_counted_in_bytes(text: str) -> None:
    assert Frame(text).wire == TheirFrame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_events_are_one_frame_and_the_same_events_as_a_stream() -> None:
    frame = Events(7, ['{"seq":7}', '{"seq":8}'])

    assert json.loads(frame.text) == {"type": "events", "events": [{"seq": 7}, {"seq": 8}]}
    assert frame.stream == b'id: 7\ndata: {"seq":7}\n\nid: 8\ndata: {"seq":8}\n\n'
    assert (frame.first, frame.last) == (7, 8)


@given(st.integers(1, 1000), st.lists(st.integers(1, 2 * BATCH_LENGTH), max_size=12))
def test_packing_keeps_every_event_in_order_and_within_the_bounds(first: int, sizes: list[int]) -> None:
    texts = ["x" * size for size in sizes]

    frames = split(first, texts)

    assert [text for frame in frames for text in frame.texts] == texts
    assert all(before.last + 1 == after.first for before, after in pairwise(frames))
    assert all(len(frame.texts) == 1 or sum(map(len, frame.texts)) <= BATCH_LENGTH for frame in frames)
    assert not frames or frames[0].first == first


def test_many_small_events_leave_in_frames_of_a_hundred() -> None:
    assert [len(frame.texts) for frame in split(1, ["{}"] * 250)] == [BATCH_EVENTS, BATCH_EVENTS, 50]
