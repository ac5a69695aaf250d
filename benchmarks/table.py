"""Figures and how they are shown."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Any, TypeVar

Round = TypeVar("Round")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 … 1) of them lie; NaN without any."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def middle(rounds: Iterable[Round], figure: Callable[[Round], float]) -> float:
    """Return the median over rounds of one of their figures."""
    return median(figure(each) for each in rounds)


def ratios(ones: Iterable[Any], others: Iterable[Any]) -> float:
    """Return the median over rounds of how many times the other's CPU each took."""
    return median(ratio(one.cpu, other.cpu) for one, other in zip(ones, others, strict=True))


def ratio(one: float, other: float) -> float:
    """Return how many times the other one is; NaN where the other was too small to be measured."""
    return one / other if other else float("nan")


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> None:
    """Print a table, the first `left` columns flush left and the others right."""
    widths = [max(len(row[index]) for row in [heads, *rows]) for index in range(len(heads))]
    print(f"\n{title}\n")
    for row in [heads, ["-" * width for width in widths], *rows]:
        cells = [*map(str.ljust, row[:left], widths), *map(str.rjust, row[left:], widths[left:])]
        print("  ".join(cells).rstrip())
