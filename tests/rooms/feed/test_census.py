"""How many sockets are open, and which is one too many."""

import pytest

from rooms.feed.census import Caps, Census
from rooms.feed.leaving import Leaving
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
async def test_one_too_many_is_refused_and_not_counted(
    open_already: list[tuple[int, str, str]], comes: tuple[int, str, str], code: str
) -> None:
    census = Census(CAPS)
    with Leaving() as sockets:
        for one in open_already:
            await census.admit(sockets, *one)

        with pytest.raises(Refusal) as refusal:
            await census.admit(sockets, *comes)

        assert refusal.value.code.name == code
        assert census.total == len(open_already)
    assert census.total == 0


async def test_who_goes_makes_room_also_when_something_broke() -> None:
    census = Census(CAPS)
    for _ in range(20):
        with pytest.raises(RuntimeError), Leaving() as socket:
            await census.admit(socket, 1, "a", "x")
            raise RuntimeError

    assert census.total == 0


def test_what_fails_at_the_end_keeps_nothing_else_from_being_done() -> None:
    done: list[str] = []
    with Leaving() as leaving:
        leaving.callback(done.append, "first in")
        leaving.callback(lambda: 1 / 0)
        leaving.callback(done.append, "last in")

    assert done == ["last in", "first in"]
