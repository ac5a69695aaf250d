"""Every promise is kept on every kind of deployment: people and sockets are spread over all its servers."""

from collections.abc import AsyncIterator

import pytest

from tests.support.client import House
from tests.support.deployment import Deployment


@pytest.fixture
async def house(deployment: Deployment) -> AsyncIterator[House]:
    """The shared deployment as its visitors see it."""
    async with House(deployment) as opened:
        yield opened
