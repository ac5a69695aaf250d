"""A room of one: names, answers and numbered lines for the terminal."""

from __future__ import annotations

from datetime import datetime

from .binding import Binding
from .evaluate import understand
from .outcome import Outcome


class Session:
    """Lines one after another; each that succeeds gets the next number, as in a room's log."""

    def __init__(self) -> None:
        """Nothing entered yet."""
        self.names: dict[str, Binding] = {}
        self.seq = 0

    def enter(self, text: str, at: datetime) -> Outcome:
        """Run a line and keep what it came to. Raises ExpressionError, which changes nothing."""
        expression = understand(text)
        outcome = expression.run(self.names, at)
        self.seq += 1
        self.names[f"#{self.seq}"] = outcome.binding
        if expression.kind != "function":
            self.names["ans"] = outcome.binding
        if expression.defines:
            self.names[expression.defines] = outcome.binding
        return outcome
