"""A cache in two generations: about least recently used, without a lock, bounded by characters rather than entries."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")

ENTRY = 60  # what an entry weighs beside its characters


class Cache(Generic[T]):
    """Keeps what was wanted lately; each generation holds up to `characters` of keys, and some for every entry."""

    __slots__ = ("_characters", "_old", "_room", "_young")

    def __init__(self, characters: int) -> None:
        """Empty. Threads may share it: every step is one dictionary operation."""
        self._characters = characters
        self._room = characters
        self._young: dict[str, T] = {}
        self._old: dict[str, T] = {}

    def get(self, key: str) -> T | None:
        """What was put under the key, unless it was forgotten."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: str, value: T) -> None:
        """Remember; when a generation is full, the one before it is forgotten."""
        weight = len(key) + ENTRY
        if self._room < weight:
            self._old, self._young, self._room = self._young, {}, self._characters
        self._young[key] = value
        self._room -= weight

    def clear(self) -> None:
        """Forget everything."""
        self._old, self._young, self._room = {}, {}, self._characters
