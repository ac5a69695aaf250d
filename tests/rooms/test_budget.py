"""What a socket may spend, with a clock that is wound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.budget import WORK_PER_TOKEN, Bucket, Budget
from rooms.protocol.codes import Refusal
from rooms.protocol.limits import FLOOD, FLOOD_SECONDS
from tests.rooms.clock import Clock


def test_a_burst_is_free_and_then_every_token_has_to_be_waited_for() -> None:
    clock = Clock()
    bucket = Bucket(10, 20, clock)

    assert [bucket.take() for _ in range(20)] == [0.0] * 20
    assert bucket.take() == pytest.approx(0.1)
    clock.wind(0.1001)
    assert bucket.take() == 0
    assert bucket.take() > 0


def test_the_wait_that_was_told_is_true() -> None:
    clock = Clock()
    budget = Budget(Bucket(10, 20, clock), clock)
    retry_after = spend_until_refused(budget)

    clock.wind(retry_after - 0.002)
    with pytest.raises(Refusal):
        budget.pay()
    clock.wind(0.002)
    budget.pay()


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    clock = Clock()
    bucket = Bucket(10, 20, clock)

    clock.wind(1_000_000)

    assert sum(bucket.take() == 0 for _ in range(100)) == 20


def test_work_is_paid_for_and_may_overdraw_by_one_burst_at_most() -> None:
    clock = Clock()
    budget = Budget(bucket := Bucket(10, 20, clock), clock)

    budget.charge(1_000 * WORK_PER_TOKEN)

    assert bucket.take() == pytest.approx(2.1)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    clock = Clock()
    bucket = Bucket(10, 20, clock)
    while not bucket.take():
        pass

    clock.wind(-100)

    assert bucket.take() > 0


def test_who_goes_on_after_a_hundred_refusals_in_ten_seconds_is_flooding() -> None:
    clock = Clock()
    budget = Budget(Bucket(10, 20, clock), clock)
    spend_until_refused(budget)

    for _ in range(FLOOD - 2):
        refused(budget)
    assert not budget.flooding
    refused(budget)

    assert budget.flooding


def test_refusals_spread_over_more_than_ten_seconds_are_no_flood() -> None:
    clock = Clock()
    budget = Budget(Bucket(0.000_001, 1, clock), clock)
    spend_until_refused(budget)

    for _ in range(3 * FLOOD):
        clock.wind(FLOOD_SECONDS / FLOOD * 1.02)
        refused(budget)

    assert not budget.flooding


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(0, 30)), max_size=30))
def test_nobody_ever_gets_more_than_the_burst_and_the_rate(visits: list[tuple[float, int]]) -> None:
    clock = Clock()
    bucket = Bucket(10, 20, clock)
    start, taken = clock.now, 0

    for pause, tries in visits:
        clock.wind(pause)
        taken += sum(bucket.take() == 0 for _ in range(tries))
        assert taken <= 20 + 10 * (clock.now - start) + 1e-6


def spend_until_refused(budget: Budget) -> float:
    """Pay until it is refused; returns how long to wait."""
    while True:
        try:
            budget.pay()
        except Refusal as refusal:
            assert refusal.code.name == "rate_limited"
            return float(refusal.facts["retry_after"])


def refused(budget: Budget) -> None:
    with pytest.raises(Refusal):
        budget.pay()
