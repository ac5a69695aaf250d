"""Three servers on one PostgreSQL and one Redis, with a network between that can fail; and people who talk there."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.client import House
from tests.support.deployment import POSTGRES, Deployment, Deployments
from tests.support.network import Network
from tests.support.traffic import Traffic, flowing


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """The lines of all servers."""
    with Network() as laid:
        yield laid


@pytest.fixture(scope="session")
def unharmed(deployments: Deployments, network: Network) -> Iterator[Deployment]:
    """A deployment for all faults. In the end every log is sound."""
    made = deployments.make(POSTGRES, network=network)
    yield made
    made.end_proven()


@pytest.fixture
def three(unharmed: Deployment, network: Network, deployments: Deployments) -> Iterator[Deployment]:
    """The deployment, whole again after each test whatever that broke."""
    yield unharmed
    network.heal()
    assert unharmed.redis
    if not deployments.postgres.running:
        deployments.postgres.start()
    if not unharmed.redis.running:
        unharmed.redis.start()
    for server in unharmed.servers:
        if not server.running:
            server.begin()
    for server in unharmed.servers:
        server.await_readiness()


@pytest.fixture
async def house(three: Deployment) -> AsyncIterator[House]:
    """The three servers as their visitors see them."""
    async with House(three) as opened:
        yield opened


@pytest.fixture
async def traffic(house: House) -> AsyncIterator[Traffic]:
    """Six people, two on each server, who talk in one room."""
    async with flowing(house) as flowing_:
        yield flowing_
