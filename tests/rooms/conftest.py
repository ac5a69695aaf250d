"""People and rooms in a database of the tests' own process."""

import pytest

from accounts.models import Person
from rooms.models import Membership
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
