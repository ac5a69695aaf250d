"""What is announced together is told together, and means the same."""

from hypothesis import given
from hypothesis import strategies as st

from rooms.announce import Announcement, closed, lines, merged

ROOMS = st.integers(1, 3)
LINES = st.builds(lambda room, first, length: lines(room, first, [f"{first + n}" for n in range(length)]),
                  ROOMS, st.integers(1, 9), st.integers(1, 3))  # fmt: skip


def test_lines_that_follow_each_other_become_one_announcement() -> None:
    assert merged([lines(1, 5, ["a", "b"]), lines(2, 1, ["x"]), lines(1, 7, ["c"]), lines(1, 8, ["d"])]) == [
        lines(1, 5, ["a", "b", "c", "d"]),
        lines(2, 1, ["x"]),
    ]


def test_a_hole_or_another_word_in_between_keeps_them_apart() -> None:
    apart = [lines(1, 5, ["a"]), lines(1, 7, ["c"]), closed(1), lines(1, 8, ["d"])]

    assert merged(apart) == apart


@given(st.lists(st.one_of(LINES, st.builds(closed, ROOMS)), max_size=12))
def test_each_room_hears_the_same_in_the_same_order(announcements: list[Announcement]) -> None:
    for room in (1, 2, 3):
        assert told_in(room, merged(announcements)) == told_in(room, announcements)


def told_in(room: int, announcements: list[Announcement]) -> list[tuple[str, object]]:
    """Return what a room hears: each line with its seq, each other word."""
    told: list[tuple[str, object]] = []
    for announcement in announcements:
        if announcement["room"] == room:
            texts = announcement.get("texts", [None])
            told += [(announcement["type"], text) for text in texts]
    return told
