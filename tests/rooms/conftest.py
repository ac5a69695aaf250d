"""People and rooms in a database of the tests' own process, and the process's parts as a server starts them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from accounts.models import Person
from config.lifespan import start
from rooms import scribe
from rooms.models import Membership
from rooms.process import Process
from tests.rooms.founding import found


@pytest.fixture
def ann(transactional_db: None) -> Person:
    return Person.objects.create_guest("Ann")


@pytest.fixture
def bob(transactional_db: None) -> Person:
    return Person.objects.create_guest("Bob")


@pytest.fixture
def owner(ann: Person) -> Membership:
    """Ann, who owns an open room."""
    return found(ann)


@pytest.fixture
async def process(transactional_db: None) -> AsyncIterator[Process]:
    """What `scope["state"]["rooms"]` holds, in the loop of one test."""
    scribe.shared.cache_clear()
    async with AsyncExitStack() as running:
        yield await start(running)
    scribe.shared.cache_clear()
