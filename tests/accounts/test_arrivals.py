"""How many guests an address may make, with a clock that is wound."""

from accounts.arrivals import Arrivals
from tests.rooms.clock import Clock


def test_so_many_a_minute_and_then_one_has_to_wait() -> None:
    clock = Clock()
    arrivals = Arrivals(3, 60, clock)

    assert [arrivals.admit("a") for _ in range(3)] == [0, 0, 0]
    clock.wind(20)
    assert arrivals.admit("a") == 40


def test_the_wait_that_was_told_is_true() -> None:
    clock = Clock()
    arrivals = Arrivals(1, 60, clock)
    arrivals.admit("a")

    clock.wind(arrivals.admit("a"))

    assert arrivals.admit("a") == 0


def test_addresses_are_counted_apart() -> None:
    arrivals = Arrivals(1, 60, Clock())

    assert [arrivals.admit("a"), arrivals.admit("b")] == [0, 0]


def test_who_was_refused_is_not_counted() -> None:
    clock = Clock()
    arrivals = Arrivals(1, 60, clock)
    arrivals.admit("a")
    for _ in range(10):
        arrivals.admit("a")

    clock.wind(60)

    assert arrivals.admit("a") == 0
