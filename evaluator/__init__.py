"""What people type, what it comes to, and what it may cost: exact arithmetic for a shared room.

    expression = compile("x = 3 / 2")
    outcome = expression.run(names, at)
    outcome.text, outcome.exact, outcome.value, outcome.binding

The way in: `normalise` (pasted signs) → `tokens` → `parse` (precedence, straight to `nodes`) → `check` (what kind of
line it is) → `evaluate` (names, budget) → `format`. Nothing but ExpressionError ever leaves compile and run.
"""

from .binding import Binding
from .errors import ExpressionError
from .evaluate import Expression
from .evaluate import understand as compile  # noqa: A004  the verb people look for
from .limits import LIMITS, WORK_PER_SECOND, Limits
from .outcome import Outcome

__all__ = [
    "LIMITS",
    "WORK_PER_SECOND",
    "Binding",
    "Expression",
    "ExpressionError",
    "Limits",
    "Outcome",
    "compile",
]
