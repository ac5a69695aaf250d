"""Functions of any number of arguments: extremes, sums and averages."""

from __future__ import annotations

from functools import cmp_to_key

from .arithmetic import add, compare, divide, multiply, subtract
from .errors import Trouble
from .numbers import Value
from .powers import root
from .work import Work


def least(work: Work, *numbers: Value) -> Value:
    """The smallest."""
    return _extreme(work, numbers, -1)


def greatest(work: Work, *numbers: Value) -> Value:
    """The largest."""
    return _extreme(work, numbers, 1)


def _extreme(work: Work, numbers: tuple[Value, ...], side: int) -> Value:
    best = numbers[0]
    for number in numbers[1:]:
        if compare(number, best, work) == side:
            best = number
    return best


def total(work: Work, *numbers: Value) -> Value:
    """The sum."""
    result: Value = 0
    for number in numbers:
        result = add(result, number, work)
    return result


def mean(work: Work, *numbers: Value) -> Value:
    """The arithmetic mean."""
    return divide(total(work, *numbers), len(numbers), work)


def median(work: Work, *numbers: Value) -> Value:
    """The middle one in order, or the mean of the middle two."""
    ordered = _sorted(work, numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else mean(work, ordered[middle - 1], ordered[middle])


def _sorted(work: Work, numbers: tuple[Value, ...]) -> list[Value]:
    def order(a: Value, b: Value) -> int:
        return compare(a, b, work)

    return sorted(numbers, key=cmp_to_key(order))


def variance(work: Work, *numbers: Value) -> Value:
    """The variance of a sample (n - 1)."""
    if len(numbers) < 2:
        raise Trouble("arguments", "The variance of a sample needs at least two numbers.")
    middle = mean(work, *numbers)
    gaps = [subtract(number, middle, work) for number in numbers]
    return divide(total(work, *[multiply(gap, gap, work) for gap in gaps]), len(numbers) - 1, work)


def deviation(work: Work, *numbers: Value) -> Value:
    """The standard deviation of a sample (n - 1)."""
    return root(variance(work, *numbers), 2, work)
