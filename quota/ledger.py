"""The interface of what is spent over all processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process spent under a name since it last said so; the debt that is made wears off at `rate` per second, and is
    never more than `most`.
    """

    amount: float
    rate: float
    most: float


class Ledger(Protocol):
    """Adds up what processes spend under names (a person's, an address's), and lets it wear off."""

    async def settle(self, spent: Mapping[str, Spent]) -> Mapping[str, float]:
        """Report what this process spent; returns under each name the debt of all processes together."""
        ...
