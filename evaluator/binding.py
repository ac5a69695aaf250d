"""What a name of the room stands for: a value or a function, and its form in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from . import numbers
from .format import text as text_of
from .numbers import Factored, PiMultiple, Ratio, Real, Value

if TYPE_CHECKING:
    from .evaluate import Expression

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"]


class Binding:
    """A value, or a function by its source. Round-trips through JSON exactly."""

    __slots__ = ("_expression", "reads", "source", "value")

    def __init__(self, value: Value | None, source: str | None = None, reads: tuple[str, ...] = ()) -> None:
        """Either a value, or a function's source together with the free names it reads."""
        self.value = value
        self.source = source
        self.reads = reads
        self._expression: Expression | None = None

    @property
    def is_function(self) -> bool:
        """Whether this is a function."""
        return self.source is not None

    @property
    def exact(self) -> bool:
        """Whether the value is exact; a function is."""
        return self.value is None or numbers.is_exact(self.value)

    @property
    def text(self) -> str:
        """What the room reads."""
        return self.source or text_of(self._known())

    @property
    def bits(self) -> int:
        """Stored size in bits."""
        if self.source is not None:
            return 8 * len(self.source.encode()) + 8 * sum(len(name.encode()) for name in self.reads)
        return numbers.bits(self._known())

    @property
    def expression(self) -> Expression:
        """The function's definition, compiled when it is first wanted."""
        if self._expression is None:
            from .evaluate import understand

            self._expression = understand(self.source or "")
        return self._expression

    def to_json(self) -> dict[str, Json]:
        """Numbers go as hexadecimal digits: exact, and linear in time."""
        value = self.value
        if self.source is not None:
            return {"function": self.source, "reads": list(self.reads)}
        if isinstance(value, bool):
            return {"truth": value}
        if isinstance(value, Factored):
            return {"factors": [f"{prime:x}" for prime in value.factors]}
        if isinstance(value, int):
            return {"whole": f"{value:x}"}
        if isinstance(value, Ratio):
            return {"ratio": [f"{value.n:x}", f"{value.d:x}"]}
        if isinstance(value, PiMultiple):
            return {"pi": [f"{value.n:x}", f"{value.d:x}"]}
        sign, mantissa, exponent, _ = self._real().mpf
        return {"inexact": [f"{'-' if sign else ''}{int(mantissa):x}", f"{int(exponent):x}"]}

    @classmethod
    def from_json(cls, stored: dict[str, Json]) -> Binding:
        """Read what `to_json` wrote. Raises ValueError for anything else."""
        match stored:
            case {"function": str(source), "reads": list(reads)}:
                return cls(None, source, tuple(str(name) for name in reads))
            case {"truth": bool(value)}:
                return cls(value)
            case {"factors": list(factors)}:
                primes = [int(str(prime), 16) for prime in factors]
                product = 1
                for prime in primes:
                    product *= prime
                return cls(Factored(primes, product))
            case {"whole": str(n)}:
                return cls(int(n, 16))
            case {"ratio": [str(n), str(d)]}:
                return cls(Ratio(int(n, 16), int(d, 16)))
            case {"pi": [str(n), str(d)]}:
                return cls(PiMultiple(int(n, 16), int(d, 16)))
            case {"inexact": [str(mantissa), str(exponent)]}:
                return cls(_inexact(int(mantissa, 16), int(exponent, 16)))
        raise ValueError("This is no stored value.")

    def _known(self) -> Value:
        assert self.value is not None
        return self.value

    def _real(self) -> Real:
        assert isinstance(self.value, Real)
        return self.value


def _inexact(mantissa: int, exponent: int) -> Real:
    size = abs(mantissa)
    return Real((int(mantissa < 0), size, exponent, size.bit_length()))
