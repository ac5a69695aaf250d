"""The interface of who counts sockets over all processes."""

from collections.abc import Mapping
from typing import Protocol


class Seats(Protocol):
    """Seats are held under names (a person's, an address's). A process that renews nothing for a lease holds none."""

    async def take(self, caps: Mapping[str, int]) -> str | None:
        """Take a seat under each of these names, or none: then return the name whose cap is reached."""
        ...

    def give_back(self, *names: str) -> None:
        """Give a seat under each of these names back, soon."""
        ...

    async def renew(self) -> None:
        """Hold on to all seats of this process for another lease."""
        ...

    async def leave(self) -> None:
        """Give back all seats of this process."""
        ...
