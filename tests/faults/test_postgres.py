"""PostgreSQL goes away and comes back: what was acknowledged is there, what was in the air is there once."""

import asyncio

import pytest

from tests.support.deployment import Deployment, Deployments
from tests.support.traffic import Traffic

outage = pytest.mark.parametrize(
    "seconds", [pytest.param(1, id="short"), pytest.param(5, id="full", marks=pytest.mark.long)]
)


@outage
@pytest.mark.parametrize("crash", [False, True], ids=["fast", "crash"])
async def test_postgres_restarts(
    three: Deployment, deployments: Deployments, traffic: Traffic, seconds: float, crash: bool
) -> None:
    await asyncio.to_thread(deployments.postgres.stop, crash=crash)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(deployments.postgres.start)

    await traffic.settle(f"PostgreSQL {'crashed' if crash else 'restarted'}, away for {seconds} s")


async def test_postgres_restarts_again_and_again(
    three: Deployment, deployments: Deployments, traffic: Traffic
) -> None:
    for crash in (True, False, True):
        await asyncio.to_thread(deployments.postgres.restart, crash=crash)
        await traffic.flows(50)

    await traffic.settle("PostgreSQL restarted 3 times")


async def test_the_answer_to_a_commit_is_lost(three: Deployment, traffic: Traffic) -> None:
    for number in range(1, 4):
        for line in three.to_postgres:
            line.lose_answers_to(b"COMMIT")
        await traffic.until(lambda: lost_by(three) >= 3 * number, 10, "lost answers")  # noqa: B023
        for line in three.to_postgres:
            line.heal()
        await traffic.flows(50)

    await traffic.settle("answers to COMMIT lost, again and again")


@outage
async def test_the_lines_to_postgres_are_cut(three: Deployment, traffic: Traffic, seconds: float) -> None:
    for line in three.to_postgres:
        line.cut()
    await asyncio.sleep(seconds)
    for line in three.to_postgres:
        line.heal()

    await traffic.settle(f"lines to PostgreSQL cut for {seconds} s")


@outage
async def test_one_server_hears_nothing_of_postgres(three: Deployment, traffic: Traffic, seconds: float) -> None:
    three.to_postgres[1].swallow(said=False)
    await asyncio.sleep(seconds)
    await traffic.flows(20)
    three.to_postgres[1].heal()

    await traffic.settle(f"one server hears nothing of PostgreSQL for {seconds} s")


def lost_by(three: Deployment) -> int:
    """How many answers to COMMIT never came."""
    return sum(line.lost_answers for line in three.to_postgres)
