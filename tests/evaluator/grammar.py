"""Random lines: plain arithmetic with its exact result, and hostile mixtures of everything the language has."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

Pair = tuple[str, Fraction | None]  # a text, and what it comes to; None where it divides by zero


def _literal(n: int, places: int) -> Pair:
    digits = f"{n:0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return text, Fraction(n, 10**places)


def _binary(left: Pair, operator: str, right: Pair) -> Pair:
    text = f"({left[0]}) {operator} ({right[0]})"
    (_, a), (_, b) = left, right
    if a is None or b is None:
        return text, None
    if operator == "+":
        return text, a + b
    if operator == "-":
        return text, a - b
    if operator in ("*", "×"):
        return text, a * b
    if not b:
        return text, None
    if operator == "mod":
        return text, a % b
    return text, Fraction(a // b) if operator == "//" else a / b


def _power(base: Pair, exponent: int) -> Pair:
    text = f"({base[0]})^{exponent}"
    if base[1] is None or (base[1] == 0 and exponent < 0):
        return text, None
    return text, base[1] ** exponent


literals = st.builds(_literal, st.integers(0, 10**12), st.integers(0, 6))
arithmetic = st.recursive(
    literals,
    lambda inner: st.one_of(
        st.builds(_binary, inner, st.sampled_from(["+", "-", "*", "×", "/", "÷", "mod", "//"]), inner),
        st.builds(_power, inner, st.integers(-4, 4)),
        st.builds(lambda pair: (f"-({pair[0]})", None if pair[1] is None else -pair[1]), inner),
    ),
    max_leaves=12,
)

_ATOMS = [
    "0", "1", "2", "9", "0.1", "1e-9", "1e999", "1e999999999", "99999999999999999999", "pi", "e", "i", "true", "x",
    "y", "ans", "#1", "#2", "½", "1½", "3²", "√2", "60°", "2^32000", "3^20000", "9^9^9", "1/3", "10^1000", "0xff",
    "1,5", "km", "sqrt", "f", "g", "_", "", "1 000", "１２", "π", "∞", "[1]", "'a'", "#", "if",
]  # fmt: skip
_FUNCTIONS = [
    "sqrt", "cbrt", "exp", "ln", "log", "log2", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "asinh", "acosh", "atanh", "abs", "sign", "floor", "ceil", "round", "trunc", "frac", "factor", "isprime", "gamma",
    "factorial", "f", "g", "h", "x", "degrees",
]  # fmt: skip
_PAIRS = [
    "comb", "perm", "gcd", "lcm", "root", "log", "round", "min", "max", "atan2", "hypot", "mean", "stdev", "pow", "g",
]  # fmt: skip
_OPERATORS = [
    "+", "-", "*", "/", "^", "**", "//", "mod", "%", "choose", "and", "or", "xor", "|", "&", "<<", ">>", "==", "!=",
    "<", "<=", "of", "off", " ", "", "×", "÷", "−", ",", "=", "to", "in", "as", ".", "..",
]  # fmt: skip
_AFTER = [
    "!", "!!", "%", "°", "²", "⁻¹", "⁹⁹⁹⁹⁹", " to hex", " as %", " to 30 digits", " # note", ")", "(", "\u0301",
    "\ud800",
]  # fmt: skip

hostile = st.recursive(
    st.sampled_from(_ATOMS),
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(_OPERATORS), inner),
        st.builds("({})".format, inner),
        st.builds("{}{}{}".format, inner, st.sampled_from(_OPERATORS), inner),
        st.builds("{}({})".format, st.sampled_from(_FUNCTIONS), inner),
        st.builds("{}({}, {})".format, st.sampled_from(_PAIRS), inner, inner),
        st.builds("if({}, {}, {})".format, inner, inner, inner),
        st.builds("{}{}".format, inner, st.sampled_from(_AFTER)),
        st.builds(
            "{}{}".format, st.sampled_from(["-", "+", "~", "not ", "√", "∛", "x = ", "f(x) = ", "g(a, b) = "]), inner
        ),
    ),
    max_leaves=25,
)
