"""Running a program against the names of a room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from . import numbers
from .binding import Binding
from .cache import Cache
from .check import Program, check
from .errors import ExpressionError, Trouble, clip
from .format import plain
from .forms import formed
from .functions import CONSTANTS, FUNCTIONS, SOFT
from .limits import CHARACTER, LIMITS, Limits
from .normalise import Source, normalise
from .numbers import Value
from .suggest import nearest
from .tokens import places, tokenise
from .words import LATER_FUNCTIONS, UNITS
from .work import Work


class Outcome:
    """What an expression came to."""

    __slots__ = ("_binding", "_known", "_text", "_value", "form", "hint", "spent", "uses")

    def __init__(
        self, known: Value | Binding, uses: tuple[str, ...], spent: int, hint: str | None, form: str | None = None
    ) -> None:
        """`known`: a value, or the binding of a function; `uses`: every name read, in the order of first reading."""
        self._known = known
        self.form = form
        self.uses = uses
        self.spent = spent
        self.hint = hint
        self._binding: Binding | None = None
        self._text: str | None = None
        self._value: str | None = None

    @property
    def binding(self) -> Binding:
        """What the log stores for the name, the answer or the line's number."""
        if self._binding is None:
            self._binding = self._known if isinstance(self._known, Binding) else Binding(self._known, form=self.form)
        return self._binding

    @property
    def exact(self) -> bool:
        """Whether the value is exact; a function is."""
        return isinstance(self._known, Binding) or numbers.is_exact(self._known)

    @property
    def text(self) -> str:
        """What the room reads."""
        if self._text is None:
            self._text = self._known.text if isinstance(self._known, Binding) else formed(self._known, self.form)
        return self._text

    @property
    def value(self) -> str:
        """The plain value for programs; of a function, its text."""
        if self._value is None:
            self._value = self._known.text if isinstance(self._known, Binding) else plain(self._known)
        return self._value


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
        except (RecursionError, MemoryError, OverflowError, ValueError, ArithmeticError) as error:
            raise _unforeseen(self.line, error, run.work.spent) from None
        hint = self.program.hint
        if run.work.outgrown and hint is None and not numbers.is_exact(value):
            hint = f"too large to be exact: about {run.work.outgrown:,} bits, and exact values have {LIMITS.bits:,}"
        if run.uses:
            return Outcome(value, tuple(run.uses), run.work.spent, hint, self.program.form)
        self._closed = Outcome(value, (), run.work.spent, hint, self.program.form)
        return self._closed

    def _define(self, run: Run) -> Outcome:
        """A definition runs nothing; it is refused when its body could never be run."""
        program = self.program
        known = program.parameters or {}
        for name in sorted(program.reads):
            if name not in known:
                run.check_known(name, program.defines or "")
        binding = Binding(None, self.line.body.strip(), tuple(sorted(program.reads)))
        return Outcome(binding, (), run.work.spent, program.hint)


class Run:
    """One run: the names, the purse, and what was read so far."""

    arguments: Sequence[Value] = ()
    calling: tuple[str, ...] = ()  # the functions being run, outermost first
    opened: frozenset[str] = frozenset()  # those read so far
    frames = 0

    def __init__(self, names: Mapping[str, Binding], at: datetime, steps: int) -> None:
        """Nothing read, and nothing spent but the line's own steps."""
        self.names = names
        self.at = at
        self.work = Work(steps)
        self.uses: dict[str, None] = {}

    def lookup(self, name: str) -> Value:
        """The value of a name. Raises `unknown_name`, `no_answer` or `not_a_value`."""
        binding = self.names.get(name)
        if binding is None:
            if name in SOFT:
                return SOFT[name]
            raise self.unknown(name)
        self.uses[name] = None
        if binding.value is None:
            if name == "ans" or name[0] == "#":
                raise Trouble("not_a_value", "That line defined a function; it has no value.")
            raise Trouble("not_a_value", f"{clip(name)} is a function: write {clip(name)}(…).")
        return binding.value

    def call(self, function: Binding, name: str, arguments: list[Value]) -> Value:
        """Run a function of the room: deeper, on the same budget."""
        self.uses[name] = None
        limits = self.work.limits
        if name in self.calling:
            raise Trouble("recursion", f"{name} calls itself; functions can't.")
        if len(self.calling) >= limits.calls:
            raise Trouble("too_deep", f"Functions call one another more than {limits.calls} deep.")
        if name not in self.opened:
            self.opened |= {name}
            self.work.charge(CHARACTER * len(function.source or ""), "reading the functions it calls")
        try:
            program = function.expression.program
        except ExpressionError as error:
            raise Trouble(error.code, error.message) from None
        wanted = program.parameters or {}
        if len(arguments) != len(wanted):
            message = f"{name} takes {len(wanted)} argument{'s' * (len(wanted) != 1)}; {len(arguments)} were given."
            raise Trouble("arguments", message)
        self.work.step(program.tokens)
        frames = program.frames
        if self.frames + frames > limits.frames:
            raise Trouble("too_deep", "Functions call one another too deeply.")
        before, self.arguments = self.arguments, arguments
        self.calling = (*self.calling, name)
        self.frames += frames
        try:
            return program.node.run(self)
        except Trouble as trouble:
            raise trouble.inside(name) from None
        finally:
            self.frames -= frames
            self.calling = self.calling[:-1]
            self.arguments = before

    def check_known(self, name: str, defined: str) -> None:
        """Refuse to define a function whose body reads what nobody knows, or itself by way of others."""
        binding = self.names.get(name)
        if binding is None:
            if name in FUNCTIONS or name in SOFT or name == "ans" or name.startswith("#"):
                return
            raise self.unknown(name)
        seen, pending = {name}, [(name, binding)]
        while pending:
            here, binding = pending.pop()
            if defined in binding.reads or here == defined:
                raise Trouble("recursion", f"{defined} would call itself by way of {clip(name)}; functions can't.")
            for other in binding.reads:
                if other not in seen and (found := self.names.get(other)) is not None:
                    seen.add(other)
                    pending.append((other, found))

    def unknown(self, name: str) -> Trouble:
        """What to say about a name that nobody knows."""
        if name == "ans":
            return Trouble("no_answer", "There is no previous calculation yet.")
        if name.startswith("#"):
            return Trouble("no_answer", f"There is no calculation {clip(name, 20)}.")
        if name in FUNCTIONS:
            return Trouble("not_a_value", f"{name} is a function: write {name}(…).", None, f"{name}(…)")
        if name in LATER_FUNCTIONS:
            return Trouble("not_supported", f"{name} is not supported yet.")
        known = nearest(name, [*FUNCTIONS, *CONSTANTS, *self.names])
        hint = f"did you mean {known}?" if known else None
        if name in UNITS:
            return Trouble("not_supported", f"There is no name {clip(name, 40)}, and units are not supported yet.")
        return Trouble("unknown_name", f"Nothing is called {clip(name, 40)}.", None, hint)


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


def _unforeseen(line: Source, error: Exception, spent: int) -> ExpressionError:
    """What no rule caught is still told as a refusal, without Python's words."""
    del error
    return ExpressionError("too_complex", "This is too complex to compute.", 0, len(line.typed), None, spent)


def understand(text: str, limits: Limits = LIMITS) -> Expression:
    """Read what a person typed. Raises ExpressionError, pointing into the text as they typed it."""
    if limits is LIMITS and (found := _CACHE.get(text)) is not None:
        return found
    line = normalise(text, limits.text)
    try:
        program = check(tokenise(line.text, limits.tokens), limits)
    except Trouble as trouble:
        raise located(line, trouble) from None
    except (RecursionError, MemoryError, OverflowError, ValueError) as error:
        raise _unforeseen(line, error, 0) from None
    expression = Expression(line, program)
    if limits is LIMITS:
        _CACHE.put(text, expression)
    return expression


_CACHE: Cache[Expression] = Cache(200_000)
