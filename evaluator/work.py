"""The purse every operation of one run pays from, before it is done."""

from __future__ import annotations

from .errors import Trouble
from .limits import LIMITS, STEP, WORK_PER_SECOND, Limits


class Work:
    """What is left of one run's budget, and whether anything in it was too large to stay exact."""

    steps = 0
    outgrown = 0

    def __init__(self, steps: int = 0, limits: Limits = LIMITS) -> None:
        """A full purse, from which `steps` steps of a program are paid at once."""
        self.limits = limits
        self.left = limits.work - steps * STEP
        self.steps = steps

    @property
    def spent(self) -> int:
        """Units of work paid so far, steps included."""
        return self.limits.work - self.left

    def charge(self, cost: int, what: str = "this") -> None:
        """Pay for an operation that has not begun. Raises `too_much_work` instead of beginning it."""
        if cost > self.left:
            seconds = f"{self.limits.work / WORK_PER_SECOND:.2g} s"
            message = f"Too much work: {what} goes beyond the {seconds} of arithmetic a line may take."
            raise Trouble("too_much_work", message)
        self.left -= cost

    def step(self, count: int) -> None:
        """Pay for `count` steps of a program. Raises `too_many_steps`."""
        self.steps += count
        if self.steps > self.limits.steps:
            message = f"Too many steps: a line may take {self.limits.steps:,}."
            raise Trouble("too_many_steps", message)
        self.left -= count * STEP
        if self.left < 0:
            self.charge(0)

    def outgrow(self, bits: int) -> None:
        """Note that an exact value of about `bits` bits became an inexact number."""
        self.outgrown = max(self.outgrown, bits)
