"""From a line to an expression, and from an expression and names to an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from . import numbers
from .binding import Binding
from .cache import Cache
from .check import Program, check
from .errors import ExpressionError, Trouble, clip
from .limits import LIMITS
from .normalise import Source, normalise
from .outcome import Outcome
from .run import Run
from .tokens import places, tokenise

KEPT = 2_000  # bits of a result that may stay with its program


class Expression:
    """A line that was understood, ready to be run any number of times, by any number of threads."""

    __slots__ = ("_closed", "defines", "line", "program", "reads")

    def __init__(self, line: Source, program: Program) -> None:
        """What `compile` found."""
        self.line = line
        self.program = program
        self.defines = program.defines
        self.reads = program.reads
        self._closed: Outcome | None = None

    @property
    def source(self) -> str:
        """The line as it was typed."""
        return self.line.typed

    @property
    def kind(self) -> str:
        """What running it gives: "value" or "function"."""
        return "value" if self.program.parameters is None else "function"

    @property
    def price(self) -> int:
        """Predicted work, to fill batches with; what it took in the end is the outcome's `spent`."""
        return self.program.price

    def run(self, names: Mapping[str, Binding], at: datetime) -> Outcome:
        """Compute against the names of a room, which stay as they are. Raises ExpressionError."""
        closed = self._closed
        if closed is not None and not any(name in names for name in self.reads):
            return closed
        run = Run(names, at, self.program.tokens)
        try:
            if self.program.parameters is not None:
                return self._define(run)
            value = self.program.node.run(run)
        except Trouble as trouble:
            raise located(self.line, trouble, run.work.spent) from None
        except (RecursionError, MemoryError, ValueError, ArithmeticError):
            raise _unforeseen(self.line, run.work.spent) from None
        hint = self.program.hint
        if run.work.outgrown and hint is None and not numbers.is_exact(value):
            hint = f"too large to be exact: about {run.work.outgrown:,} bits, and exact values have {LIMITS.bits:,}"
        if run.uses:
            return Outcome(value, tuple(run.uses), run.work.spent, hint, self.program.form)
        outcome = Outcome(value, (), run.work.spent, hint, self.program.form)
        if numbers.bits(value) < KEPT:
            self._closed = outcome
        return outcome

    def _define(self, run: Run) -> Outcome:
        """A definition runs nothing; it is refused when its body could never be run."""
        program = self.program
        known = program.parameters or {}
        for name in sorted(program.reads):
            if name not in known:
                self._check_known(name, run)
        binding = Binding(None, self.line.body.strip(), tuple(sorted(program.reads)))
        return Outcome(binding, (), run.work.spent, program.hint)

    def _check_known(self, name: str, run: Run) -> None:
        try:
            run.check_known(name, self.defines or "")
        except Trouble as trouble:
            tokens = tokenise(self.line.text, LIMITS.tokens)
            at = tokens.index(name, tokens.index("="))
            raise trouble.placed((at, at)) from None


def located(line: Source, trouble: Trouble, spent: int = 0) -> ExpressionError:
    """Turn trouble with tokens into an error with offsets into what was typed."""
    start, end = 0, len(line.text.rstrip())
    if trouble.at is not None:
        spans = places(line.text)
        first, last = trouble.at
        if first < len(spans):
            start, end = spans[first][0], spans[min(last, len(spans) - 1)][1]
        else:
            start = end
    start, end = line.span(start, end)
    message = f"In {clip(trouble.within)}: {trouble.message}" if trouble.within else trouble.message
    return ExpressionError(trouble.code, message, start, end, trouble.hint, spent)


def _unforeseen(line: Source, spent: int = 0) -> ExpressionError:
    """What no rule caught is still told as a refusal, without Python's words."""
    return ExpressionError("too_complex", "This is too complex to compute.", 0, len(line.typed), None, spent)


def understand(text: str) -> Expression:
    """Read what a person typed. Raises ExpressionError, pointing into the text as they typed it."""
    if (found := _CACHE.get(text)) is not None:
        return found
    line = normalise(text, LIMITS.text)
    try:
        program = check(tokenise(line.text, LIMITS.tokens), LIMITS)
    except Trouble as trouble:
        raise located(line, trouble) from None
    except (RecursionError, MemoryError, ValueError, ArithmeticError):
        raise _unforeseen(line) from None
    expression = Expression(line, program)
    _CACHE.put(text, expression)
    return expression


_CACHE: Cache[Expression] = Cache(200_000)
