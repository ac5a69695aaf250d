"""What a person and an address may submit in all."""

import pytest

from quota.ledger import Spent
from rooms.budget import Bucket, Budget
from rooms.protocol.codes import Refusal
from rooms.purses import Purses, Rate
from tests.rooms.clock import Clock

RATE = Rate(10, 20)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def purses(clock: Clock) -> Purses:
    return Purses(RATE.times(2), RATE.times(3), clock)


def socket(purses: Purses, clock: Clock, person: str, address: str = "x") -> Budget:
    return Budget(Bucket(RATE.per_second, RATE.burst, clock), clock, lambda: purses.of(person, address))


def submitted(budget: Budget, most: int = 100) -> int:
    """Submit until refused."""
    for number in range(most):
        try:
            budget.pay(submission=True)
        except Refusal:
            return number
    return most


def test_several_sockets_of_a_person_spend_from_one_purse(purses: Purses, clock: Clock) -> None:
    assert [submitted(socket(purses, clock, "a")) for _ in range(4)] == [20, 20, 0, 0]


def test_several_people_of_an_address_spend_from_one_purse(purses: Purses, clock: Clock) -> None:
    assert [submitted(socket(purses, clock, name)) for name in "abcd"] == [20, 20, 20, 0]
    assert submitted(socket(purses, clock, "e", "elsewhere")) == 20


def test_frames_that_submit_nothing_are_the_sockets_own(purses: Purses, clock: Clock) -> None:
    for _ in range(2):
        submitted(socket(purses, clock, "a"))

    socket(purses, clock, "a").pay()


def test_the_wait_that_was_told_is_true_and_a_refusal_costs_nothing(purses: Purses, clock: Clock) -> None:
    for _ in range(2):
        submitted(socket(purses, clock, "a"))
    late = socket(purses, clock, "a")

    with pytest.raises(Refusal) as refused:
        late.pay(submission=True)
    clock.wind(refused.value.facts["retry_after"])

    late.pay(submission=True)


def test_work_is_paid_from_all_purses(purses: Purses, clock: Clock) -> None:
    socket(purses, clock, "a").charge(0.040)

    assert submitted(socket(purses, clock, "a")) == 0
    assert submitted(socket(purses, clock, "b")) == 20


def test_what_is_spent_elsewhere_is_missing_here(purses: Purses, clock: Clock) -> None:
    submitted(socket(purses, clock, "a"), 2)
    purses.spent()
    submitted(socket(purses, clock, "a"), 1)
    purses.owe({"person:a": 30, "person:unknown": 5})

    assert submitted(socket(purses, clock, "a")) == 9


def test_a_ledger_that_forgot_gives_nothing_back(purses: Purses, clock: Clock) -> None:
    for _ in range(2):
        submitted(socket(purses, clock, "a"))
    purses.spent()
    purses.owe({"person:a": 0})

    assert submitted(socket(purses, clock, "a")) == 0


def test_what_was_spent_is_told_once_and_the_rested_are_forgotten(purses: Purses, clock: Clock) -> None:
    submitted(socket(purses, clock, "a"), 5)

    assert purses.spent() == {"person:a": Spent(5, 20, 80), "address:x": Spent(5, 30, 120)}
    assert purses.spent() == {"person:a": Spent(0, 20, 80), "address:x": Spent(0, 30, 120)}
    clock.wind(60)
    assert purses.spent() == {}
