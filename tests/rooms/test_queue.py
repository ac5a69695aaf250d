"""What waits for the scribe: bounded, priced, and fair."""

import threading
from dataclasses import dataclass

from rooms.queue import Queue


@dataclass
class Item:
    name: str
    price: float = 0.001


def filled(*items: tuple[str, str], length: int = 100) -> Queue[Item, None]:
    """Return a queue in which these items wait, each in the line of a key."""
    queue: Queue[Item, None] = Queue(length)
    for key, name in items:
        assert queue.put(Item(name), None, key)
    return queue


def names(taken: list[tuple[Item, None]]) -> list[str]:
    return [item.name for item, _ in taken]


def test_everybody_is_served_in_turn() -> None:
    queue = filled(("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1"), ("c", "c2"))

    assert names(queue.take(1)) == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_who_comes_with_one_line_does_not_wait_behind_anothers_pile() -> None:
    queue = filled(*(("flooder", f"f{number}") for number in range(90)))
    queue.take(0.005)

    queue.put(Item("patient"), None, "patient")

    assert "patient" in names(queue.take(0.002))


def test_lines_of_one_person_keep_their_order() -> None:
    queue = filled(*(("a", str(number)) for number in range(50)))

    taken = [name for _ in range(13) for name in names(queue.take(0.004))]

    assert taken == [str(number) for number in range(50)]


def test_a_batch_holds_what_fits_the_budget_and_one_at_least() -> None:
    queue = filled(*(("a", str(number)) for number in range(10)))

    assert len(queue.take(0.003)) in (3, 4)
    assert len(queue.take(0)) == 1

    queue.put(Item("dear", price=60), None, "b")
    assert "dear" in names(queue.take(1_000))


def test_a_full_queue_says_so() -> None:
    queue = filled(*(("a", str(number)) for number in range(3)), length=3)

    assert not queue.put(Item("one too many"), None, "b")
    queue.take(0)
    assert queue.put(Item("now there is room"), None, "b")


def test_a_closed_queue_takes_nothing_more_and_gives_what_is_left() -> None:
    queue = filled(("a", "left"))

    queue.close()

    assert not queue.put(Item("late"), None, "a")
    assert names(queue.take(1)) == ["left"]
    assert not queue.wait()


def test_one_can_wait_until_something_comes() -> None:
    queue: Queue[Item, None] = Queue(10)
    taken: list[str] = []
    waiting = threading.Thread(target=lambda: taken.extend(names(queue.take(1)) if queue.wait() else []))
    waiting.start()

    queue.put(Item("at last"), None, "a")
    waiting.join(5)

    assert taken == ["at last"]
