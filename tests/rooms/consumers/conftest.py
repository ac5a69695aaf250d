"""The process's parts as a server starts them, in the loop of one test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from config.lifespan import start
from rooms import scribe
from rooms.process import Process


@pytest.fixture
async def process(transactional_db: None) -> AsyncIterator[Process]:
    """What `scope["state"]["rooms"]` holds."""
    scribe.shared.cache_clear()
    async with AsyncExitStack() as running:
        yield await start(running)
    scribe.shared.cache_clear()
