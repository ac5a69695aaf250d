"""Divisors and primes of whole numbers; what would take too long is refused, never guessed."""

from __future__ import annotations

from math import gcd as common
from math import isqrt

from .arithmetic import whole
from .errors import Trouble
from .numbers import Value
from .powers import power_mod
from .work import Work

_SMALL = tuple(n for n in range(2, 1000) if all(n % d for d in range(2, isqrt(n) + 1)))
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
_BATCH = 100
_FACTORING = "finding the factors of this number"
_CERTAIN = 3_317_044_064_679_887_385_961_981  # below it, the witnesses above decide


def whole_number(x: Value, name: str) -> int:
    """x as an integer. Raises `not_whole`."""
    if not isinstance(x, int):
        raise Trouble("not_whole", f"{name} takes whole numbers that are known exactly.")
    return int(x)


def gcd(work: Work, *numbers: Value) -> Value:
    """The greatest common divisor."""
    result = 0
    for number in numbers:
        other = whole_number(number, "gcd")
        work.charge(4 * result.bit_length() * other.bit_length(), "this divisor")
        result = common(result, other)
    return result


def lcm(work: Work, *numbers: Value) -> Value:
    """The least common multiple."""
    result: Value = 1
    for number in numbers:
        other = abs(whole_number(number, "lcm"))
        if not isinstance(result, int):
            raise Trouble("too_large", f"This multiple has more than {work.limits.bits:,} bits.")
        size = result.bit_length() * other.bit_length()
        work.charge(8 * size, "this multiple")
        result = whole(result // common(result, other) * other, work) if other else 0
    return result


def isprime(work: Work, x: Value) -> Value:
    """Whether x is prime (above 3·10^24: a Baillie-PSW test, to which no exception is known)."""
    return prime(whole_number(x, "isprime"), work)


def prime(n: int, work: Work) -> bool:
    """Decide, paying for each modular power first."""
    if n < 2:
        return False
    for divisor in _SMALL[:60]:
        if n % divisor == 0:
            return n == divisor
    if n < 281 * 281:
        return True
    if n < _CERTAIN:
        return all(_strong(n, witness, work) for witness in _WITNESSES)
    return _strong(n, 2, work) and _lucas(n, work)


def _strong(n: int, base: int, work: Work) -> bool:
    """Miller and Rabin's test."""
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    x = power_mod(base, (n - 1) >> twos, n, work)
    if x in (1, n - 1):
        return True
    for _ in range(twos - 1):
        work.charge(4 * n.bit_length() ** 2)
        x = x * x % n
        if x == n - 1:
            return True
    return False


def _lucas(n: int, work: Work) -> bool:
    """The strong Lucas test with Selfridge's parameters."""
    if isqrt(n) ** 2 == n:
        return False
    d = 5
    while (symbol := _jacobi(d % n, n)) == 1:
        d = -d - 2 if d > 0 else 2 - d
    if symbol == 0:
        return False
    q = (1 - d) // 4
    size = n.bit_length()
    work.charge(size * (12 * size * size + 2_000_000), "this primality test")
    twos = ((n + 1) & -(n + 1)).bit_length() - 1
    u, v, power = 1, 1, q
    for bit in bin((n + 1) >> twos)[3:]:
        u, v, power = u * v % n, (v * v - 2 * power) % n, power * power % n
        if bit == "1":
            u, v = u + v, v + d * u
            u, v = (u if u % 2 == 0 else u + n) // 2 % n, (v if v % 2 == 0 else v + n) // 2 % n
            power = power * q % n
    if u == 0 or v == 0:
        return True
    for _ in range(twos - 1):
        v, power = (v * v - 2 * power) % n, power * power % n
        if v == 0:
            return True
    return False


def _jacobi(a: int, n: int) -> int:
    result = 1
    while a:
        while a % 2 == 0:
            a //= 2
            result = -result if n % 8 in (3, 5) else result
        a, n = n, a
        result = -result if a % 4 == 3 and n % 4 == 3 else result
        a %= n
    return result if n == 1 else 0


def factors(n: int, work: Work) -> list[int]:
    """The prime factors of n > 1 in order. Raises `too_much_work` when they are too large to be found."""
    found: list[int] = []
    work.charge(len(_SMALL) * (40_000 + 30 * n.bit_length()))
    for divisor in _SMALL:
        while n % divisor == 0:
            work.charge(200_000 + 120 * n.bit_length())
            found.append(divisor)
            n //= divisor
    pending = [n] if n > 1 else []
    while pending:
        part = pending.pop()
        if prime(part, work):
            found.append(part)
        else:
            divisor = _divisor(part, work)
            pending += [divisor, part // divisor]
    return sorted(found)


def _divisor(n: int, work: Work) -> int:
    """A proper divisor of a composite n: Brent's form of Pollard's rho, with one gcd for a hundred steps."""
    root = isqrt(n)
    if root * root == n:
        return root
    for start in range(1, 100):
        divisor = _rho(n, start, work)
        if divisor != n:
            return divisor
    raise Trouble("too_much_work", "The factors of this number are too hard to find.")


def _rho(n: int, start: int, work: Work) -> int:
    """One walk; n itself when both factors were met in the same step."""
    cost = _BATCH * (4 * n.bit_length() ** 2 + 200_000)
    y, length = 2, 1
    while True:
        anchor = y
        for _ in range(length):
            y = (y * y + start) % n
        work.charge(length * cost // _BATCH // 2, _FACTORING)
        for done in range(0, length, _BATCH):
            work.charge(cost, _FACTORING)
            before, product = y, 1
            for _ in range(min(_BATCH, length - done)):
                y = (y * y + start) % n
                product = product * (anchor - y) % n
            if (divisor := common(product, n)) != 1:
                return divisor if divisor != n else _one_by_one(n, start, anchor, before)
        length *= 2


def _one_by_one(n: int, start: int, anchor: int, y: int) -> int:
    while True:
        y = (y * y + start) % n
        if (divisor := common(anchor - y, n)) > 1:
            return divisor
