"""Primes against a sieve, and against composites made to deceive."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.primes import factors, prime
from evaluator.work import Work

SIEVE = [n for n in range(2, 20_000) if all(n % d for d in range(2, int(n**0.5) + 1))]

DECEIVERS = [
    561, 1105, 3215031751, 3825123056546413051, 318665857834031151167461, 3317044064679887385961981,
    5459, 5777, 1543267864443420616877677640751301, 564132928021909221014087501701, 341550071728321,
]  # fmt: skip


def test_small_primes_are_those_of_a_sieve() -> None:
    assert [n for n in range(20_000) if prime(n, Work())] == SIEVE


@pytest.mark.parametrize("n", DECEIVERS)
def test_pseudoprimes_are_seen_through(n: int) -> None:
    assert not prime(n, Work())


@pytest.mark.parametrize("exponent", [89, 107, 127, 521, 607])
def test_mersenne_primes_are_prime(exponent: int) -> None:
    assert prime(2**exponent - 1, Work())


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 10**14))
def test_factors_are_prime_and_multiply_to_the_number(n: int) -> None:
    found = factors(n, Work())

    assert prod(found) == n
    assert all(prime(factor, Work()) for factor in found)
    assert found == sorted(found)
