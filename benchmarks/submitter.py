"""A member who submits lines and waits for their acks."""

import json
from collections.abc import Callable
from itertools import count
from time import perf_counter

from benchmarks.generator import Listener

_numbers = count(1)
LINES = ("{n}+1", "12.5% of {n}", "({n}+9)/13", "price = {n}/4", "price*3", "sqrt({n})", "2^10+{n}", "{n} - price")
TALK = "I paid {n} for the boat, and the rest came out of the kitty; somebody please check."


def say(number: int) -> str:
    """Return the fields of a `say`, each a different one."""
    return f'"type":"say","text":"{TALK.format(n=number)}"'


def price(number: int) -> str:
    """Return the fields of the definition that other lines rest on."""
    return f'"type":"evaluate","expression":"price = {number}"'


def evaluate(number: int) -> str:
    """Return the fields of an `evaluate`, each a different one."""
    return f'"type":"evaluate","expression":{json.dumps(LINES[number % len(LINES)].format(n=number))}'


class Acks:
    """How long acks took since the last `clear`, and what was refused."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.refused: list[str] = []
        self.sent = 0

    def clear(self) -> None:
        """Begin again."""
        self.milliseconds, self.refused, self.sent = [], [], 0

    @property
    def waiting(self) -> int:
        """How many have not been answered."""
        return self.sent - len(self.milliseconds) - len(self.refused)


class Submitter(Listener):
    """One socket; `after` is called when its line was answered."""

    def __init__(self, acks: Acks) -> None:
        super().__init__(self._answered)
        self._acks = acks
        self._under_way: dict[str, float] = {}
        self.after: Callable[[Submitter], None] | None = None

    def submit(self, fields: Callable[[int], str]) -> None:
        """Send one line."""
        number = next(_numbers)
        submission = f"b{number}"
        self._acks.sent += 1
        self._under_way[submission] = perf_counter()
        self.say(f'{{"id":"{submission}",{fields(number)}}}')

    def _answered(self, payload: bytes) -> None:
        if payload.startswith((b'{"type":"ack"', b'{"type":"error"')):
            frame = json.loads(payload)
            took = perf_counter() - self._under_way.pop(frame["id"])
            if frame["type"] == "ack":
                self._acks.milliseconds.append(1000 * took)
            else:
                self._acks.refused.append(frame["code"])
            if self.after:
                self.after(self)
