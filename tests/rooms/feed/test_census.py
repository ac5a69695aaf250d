"""How many sockets are open, and which is one too many."""

from contextlib import ExitStack

import pytest

from rooms.feed.census import Caps, Census
from rooms.protocol.codes import Refusal

CAPS = Caps(process=5, room=4, person=2, address=3)


@pytest.mark.parametrize(
    ("open_already", "comes", "code"),
    [
        ([(1, "a", "x"), (1, "a", "y")], (2, "a", "z"), "too_many_sockets"),
        ([(1, "a", "x"), (1, "b", "x"), (2, "c", "x")], (3, "d", "x"), "too_many_sockets"),
        ([(1, "a", "v"), (1, "b", "w"), (1, "c", "x"), (1, "d", "y")], (1, "e", "z"), "room_full"),
        ([(1, "a", "v"), (2, "b", "w"), (3, "c", "x"), (4, "d", "y"), (5, "e", "z")], (6, "f", "u"), "busy"),
    ],
    ids=["person", "address", "room", "process"],
)
def test_one_too_many_is_refused_and_not_counted(
    open_already: list[tuple[int, str, str]], comes: tuple[int, str, str], code: str
) -> None:
    census = Census(CAPS)
    with ExitStack() as sockets:
        for one in open_already:
            sockets.enter_context(census.counted(*one))

        with pytest.raises(Refusal) as refusal, census.counted(*comes):
            pass

        assert refusal.value.code.name == code
        assert census.total == len(open_already)
    assert census.total == 0


def test_who_goes_makes_room_also_when_something_broke() -> None:
    census = Census(CAPS)
    for _ in range(20):
        with pytest.raises(RuntimeError), census.counted(1, "a", "x"):
            raise RuntimeError

    assert census.total == 0
