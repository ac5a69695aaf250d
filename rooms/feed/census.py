"""How many sockets are open: in all, per room, person and address of this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..protocol import codes
from ..protocol.codes import Refusal

RETRY_SECONDS = 5  # when a place may be free again


@dataclass(frozen=True, slots=True)
class Caps:
    """The most sockets of each kind."""

    process: int
    room: int
    person: int
    address: int


class Census:
    """Counts sockets and refuses one too many."""

    def __init__(self, caps: Caps) -> None:
        self._caps = caps
        self._counts: Counter[tuple[str, object]] = Counter()

    @contextmanager
    def counted(self, room_id: int, person_id: str, address: str) -> Iterator[None]:
        """Count a socket while it is open. Raises Refusal `busy`, `room_full` or `too_many_sockets`."""
        kinds = [
            (("process", None), self._caps.process, codes.BUSY),
            (("room", room_id), self._caps.room, codes.ROOM_FULL),
            (("person", person_id), self._caps.person, codes.TOO_MANY_SOCKETS),
            (("address", address), self._caps.address, codes.TOO_MANY_SOCKETS),
        ]
        for kind, most, code in kinds:
            if self._counts[kind] >= most:
                raise Refusal(code, retry_after=RETRY_SECONDS)
        self._counts.update(kind for kind, _, _ in kinds)
        try:
            yield
        finally:
            self._counts.subtract(kind for kind, _, _ in kinds)
            for kind, _, _ in kinds:
                if not self._counts[kind]:
                    del self._counts[kind]

    @property
    def total(self) -> int:
        """How many sockets are open."""
        return self._counts["process", None]
