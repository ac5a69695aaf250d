"""Spending added up over processes, in a real Redis."""

import asyncio

import pytest

from config.redis import Client
from quota.ledger import Spent
from quota.redis_ledger import RedisLedger


def spent(amount: float, rate: float = 0.001, most: float = 1000) -> Spent:
    return Spent(amount, rate, most)


async def test_each_hears_what_all_spent_also_who_comes_later(connected: Client) -> None:
    one, other = RedisLedger(connected), RedisLedger(connected)

    assert await one.settle({"a": spent(5), "b": spent(1)}) == pytest.approx({"a": 5, "b": 1}, abs=0.1)
    assert await other.settle({"a": spent(2.5)}) == pytest.approx({"a": 7.5}, abs=0.1)
    assert await one.settle({"a": spent(0)}) == pytest.approx({"a": 7.5}, abs=0.1)
    assert await one.settle({}) == {}


async def test_a_debt_wears_off_and_is_forgotten(connected: Client) -> None:
    ledger = RedisLedger(connected)
    await ledger.settle({"a": spent(10, rate=20)})

    await asyncio.sleep(0.25)
    assert 1 < (await ledger.settle({"a": spent(0, rate=20)}))["a"] < 7
    await asyncio.sleep(0.4)
    assert await ledger.settle({"a": spent(0, rate=20)}) == {"a": 0}
    assert 0 < await connected.pttl("{spent}:a") <= 1000


async def test_a_debt_has_its_bound(connected: Client) -> None:
    assert await RedisLedger(connected).settle({"a": spent(10**9, most=40)}) == {"a": 40}


async def test_two_thousand_names_are_settled_together(connected: Client) -> None:
    names = {f"person:{number}": spent(number) for number in range(2_000)}

    debts = await RedisLedger(connected).settle(names)

    assert debts["person:1"] == pytest.approx(1)
    assert debts["person:1999"] == 1000
