"""What a room's sockets are told of who is there: in order, nothing twice, encoded once."""

import json
from typing import Any

from presence.roster import Diff, Present, Roster
from rooms.feed.company import EARLY, Company
from rooms.feed.frames import Frame

ANN, BOB, CID = (Present(name.lower(), name, True, "active") for name in ("Ann", "Bob", "Cid"))


class Room:
    """A company, and what its sockets heard."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.company = Company(self.hear)

    def hear(self, frame: Frame) -> None:
        """Take a frame as a socket would."""
        self.heard.append(json.loads(frame.text))

    @property
    def shown(self) -> Any:
        """What a welcome says."""
        return json.loads(self.company.text())


def test_changes_are_passed_on_in_order_and_once() -> None:
    room = Room()

    assert room.company.take(Diff(1, joined=(ANN, BOB)))
    assert room.company.take(Diff(1, joined=(ANN, BOB)))
    assert room.company.take(Diff(2, left=("ann",)))

    assert [frame["rev"] for frame in room.heard] == [1, 2]
    assert room.heard[1] == {"type": "presence", "rev": 2, "joined": [], "left": ["ann"], "changed": []}
    assert room.shown == {"rev": 2, "people": [BOB.as_fields()]}


def test_a_change_that_comes_early_waits_for_the_one_before_it() -> None:
    room = Room()

    assert not room.company.take(Diff(2, left=("ann",)))
    assert not room.company.take(Diff(3, joined=(CID,)))
    assert room.heard == []
    assert room.company.take(Diff(1, joined=(ANN, BOB)))

    assert [frame["rev"] for frame in room.heard] == [1, 2, 3]
    assert room.shown == {"rev": 3, "people": [BOB.as_fields(), CID.as_fields()]}


def test_a_roster_fills_a_hole_and_what_waited_follows() -> None:
    room = Room()
    room.company.take(Diff(8, joined=(CID,)))
    room.company.take(Diff(5, joined=(BOB,)))

    room.company.show(Roster(7, {"ann": ANN}))

    assert [(frame["type"], frame["rev"]) for frame in room.heard] == [("who", 7), ("presence", 8)]
    assert room.shown == {"rev": 8, "people": [ANN.as_fields(), CID.as_fields()]}


def test_a_roster_that_says_nothing_new_is_not_told() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN,)))

    room.company.show(Roster(1, {"ann": ANN}))

    assert [frame["type"] for frame in room.heard] == ["presence"]


def test_a_roster_may_take_the_number_back() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN,)))

    room.company.show(Roster(0, {}))

    assert room.shown == {"rev": 0, "people": []}


def test_changes_do_not_pile_up_behind_one_that_never_comes() -> None:
    room = Room()

    for rev in range(2, 10 * EARLY):
        room.company.take(Diff(rev, joined=(ANN,)))

    assert len(room.company._early) <= EARLY


def test_a_crowd_is_shown_with_the_present_count() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN, BOB), count=300))

    assert room.company.counts(301)

    assert room.heard[0]["count"] == 300
    assert room.shown == {"rev": 1, "people": [ANN.as_fields(), BOB.as_fields()], "count": 301}
    assert json.loads(room.company.who().text) == {"type": "who", **room.shown}
    assert room.company.roster() == Roster(1, {"ann": ANN, "bob": BOB}, 301)


def test_a_crowd_that_disperses_is_shown_whole() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN, BOB), count=300))

    room.company.take(Diff(2, joined=(CID,), left=("bob",)))

    assert "count" not in room.heard[1]
    assert room.shown == {"rev": 2, "people": [ANN.as_fields(), CID.as_fields()]}


def test_a_count_that_the_people_do_not_come_to_is_noticed() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN, BOB)))

    assert room.company.counts(2)
    assert not room.company.counts(3)


def test_who_comes_while_presence_stands_still_is_shown_but_not_announced() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN,)))

    room.company.suppose(BOB)

    assert [frame["type"] for frame in room.heard] == ["presence"]
    assert room.shown == {"rev": 1, "people": [ANN.as_fields(), BOB.as_fields()]}


def test_a_thousand_welcomes_encode_the_people_once() -> None:
    room = Room()
    room.company.take(Diff(1, joined=(ANN, BOB), count=300))

    texts = {id(room.company._text) for _ in range(1000) if room.company.text()}

    assert len(texts) == 1
