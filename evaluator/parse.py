"""Tokens to a program: one loop over precedence levels (Pratt), straight to nodes that run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, TypeVar

from . import words
from .arithmetic import divide
from .arithmetic import multiply as times
from .bitwise import BITWISE, SHIFTS
from .calls import Call
from .chains import PRODUCTS, SHARES, SUMS, TESTS, Chain, Comparison, Either, Operation, Power, PowerModulo, Tower
from .errors import Trouble, clip
from .forms import NAMES, Converted
from .functions import DEGREE, choose, factorial, off
from .limits import LIMITS, SPECIAL, STEP, Limits
from .literals import superscript
from .nodes import Literal, Node, Percent
from .operands import operand
from .products import check_neighbours, check_share, reading
from .refusals import leftover
from .work import Work

T = TypeVar("T")

_LEVELS = words.LEVELS
_BINARY: dict[int, dict[str, Operation]] = {
    words.SUM: SUMS,
    words.PRODUCT: {**PRODUCTS, "of": times, "off": off},
    words.SHIFT: SHIFTS,
    words.BAR: BITWISE,
    words.XOR: BITWISE,
    words.AMP: BITWISE,
    words.CHOOSE: {"choose": choose},
}


class Parser:
    """The state of reading one line: where we are, how deep, and what was seen on the way."""

    __slots__ = ("_work", "deepest", "depth", "hint", "levels", "limits", "parameters", "position", "price", "reads",
                 "tokens")  # fmt: skip

    def __init__(self, tokens: list[str], parameters: dict[str, int], start: int, limits: Limits = LIMITS) -> None:
        """Read `tokens` from `start`; `parameters` are those of the function being defined."""
        self.tokens = tokens
        self.parameters = parameters
        self.position = start
        self.limits = limits
        self.depth = 0  # brackets and signs around the next token
        self.levels = 0  # Python frames, roughly, that the next node will be below the first
        self.deepest = 0
        self.reads: set[str] = set()
        self.hint: str | None = None
        self.price = STEP * len(tokens)
        self._work: Work | None = None

    @property
    def work(self) -> Work:
        """What reading numbers may cost."""
        if self._work is None:
            self._work = Work(0, self.limits)
        return self._work

    def whole(self) -> Node:
        """Read everything to the end of the line."""
        node = self.expression(words.CONVERT)
        if self.tokens[self.position] != "":
            raise leftover(self.tokens, self.position)
        return node

    def expression(self, floor: int) -> Node:
        """Read operands and the operators between them as long as those bind at least as tightly as `floor`."""
        left = operand(self)
        tokens = self.tokens
        while True:
            token = tokens[self.position]
            level = _LEVELS.get(token)
            if level is None:
                if token[0] in words.RAISED_DIGITS:
                    level = words.POWER
                elif floor > words.PRODUCT:
                    return left
                else:
                    level = words.PRODUCT
            elif token == "%" and not self.divides():
                level = words.POSTFIX
            if level < floor or not level:
                return left
            left = self.operator(left, token, level)

    def operator(self, left: Node, token: str, level: int) -> Node:
        """Read the rest of a construct whose first operator is the next token."""
        self.levels += 1
        if self.levels > self.deepest:
            self.lower()
        node = self._CONSTRUCTS.get(level, Parser.chain)(self, left, token, level)
        self.levels -= 1
        return node

    def additions(self, left: Node, token: str, level: int) -> Node:
        """Read `+ a - b …`; a bare percentage is a share of everything to its left."""
        chain = Chain(left)
        rest, tokens = chain.rest, self.tokens
        only = type(left) is Percent and left.bare
        while (token := tokens[at := self.position]) == "+" or token == "-":
            self.position = at + 1
            term = self.expression(words.PRODUCT)
            share = type(term) is Percent and term.bare and not only
            rest.append(((SHARES if share else SUMS)[token], term, at))
            only = False
        return chain

    def product(self, left: Node, token: str, level: int) -> Node:
        """Read `* a / b c …`, with the products that are written by juxtaposition."""
        chain = Chain(left)
        rest, tokens = chain.rest, self.tokens
        operations = _BINARY[words.PRODUCT]
        begin = self.position - 1
        while True:
            token = tokens[at := self.position]
            following = _LEVELS.get(token)
            if following == words.PRODUCT and (token != "%" or self.divides()):
                self.position = at + 1
                if token == "of" or token == "off":
                    check_share(chain, token, at)
                rest.append((operations[token], self.expression(words.CHOOSE), at))
                if rest[0][0] is operations["mod"] and len(rest) == 1 and type(left) is Power:
                    chain.first, chain.rest = PowerModulo(left, rest[0][1], at), (rest := [])
            elif following is None and token[0] not in words.RAISED_DIGITS:
                check_neighbours(tokens, at)
                self.check_unit(token, at)
                if rest and rest[-1][0] is operations["/"]:
                    self.hint = reading(tokens, begin, at)
                rest.append((times, self.expression(words.CHOOSE), at))
            else:
                return chain if rest else chain.first

    def check_unit(self, token: str, at: int) -> None:
        """Directly after a number a known unit is the unit, also where the room has that name."""
        before = self.tokens[at - 1]
        if token in words.UNITS and before[0] in words.DIGITS and token not in self.parameters:
            hint = f"write {clip(before, 20)}*{token} to multiply by the name {token}"
            raise Trouble(
                "not_supported", f"After a number, {token} is a unit; units are not supported yet.", (at, at), hint
            )

    def tower(self, left: Node, token: str, level: int) -> Node:
        """Read `^ a ^ b …` and superscripts."""
        first = self.position
        self.price += SPECIAL
        levels: list[Node] = []
        while True:
            token = self.tokens[at := self.position]
            if token == "^" or token == "**":
                self.position = at + 1
                levels.append(self.expression(words.POSTFIX))
            elif token and token[0] in words.RAISED_DIGITS:
                self.position = at + 1
                levels.append(Literal(self.located(partial(superscript, token), at)))
            else:
                return Power(left, levels[0] if len(levels) == 1 else Tower(levels, first), first)

    def postfix(self, left: Node, token: str, level: int) -> Node:
        """Read `!`, `%` and `°` after an operand."""
        at = self.position
        if token == "!":
            while self.tokens[self.position] == "!":
                self.position += 1
            count = self.position - at
            self.price += SPECIAL * count
            return Call(partial(factorial, count=count), [left], (at, at))
        self.deeper(at)  # left there: a chain of these is nesting without brackets
        self.position += 1
        if token == "%":
            return Percent(left)
        chain = Chain(left)
        chain.rest.append((times, Literal(DEGREE), at))
        return chain

    def comparison(self, left: Node, token: str, level: int) -> Node:
        """Read `< a <= b …`."""
        comparison = Comparison(left)
        while _LEVELS.get(token := self.tokens[self.position]) == words.COMPARE:
            at = self.position
            self.position += 1
            comparison.rest.append((TESTS[token], self.expression(words.COMPARE + 1), at))
        return comparison

    def either(self, left: Node, token: str, level: int) -> Node:
        """Read `or a or b …`, or the same with `and`."""
        operands = [left]
        while self.tokens[self.position] == token:
            self.position += 1
            operands.append(self.expression(level + 1))
        return Either(operands, token == "or")

    def chain(self, left: Node, token: str, level: int) -> Node:
        """Read a chain of bitwise operators, shifts or `choose`."""
        chain, operations = Chain(left), _BINARY[level]
        while _LEVELS.get(token := self.tokens[self.position]) == level:
            at = self.position
            self.position += 1
            chain.rest.append((operations[token], self.expression(level + 1), at))
        return chain

    def conversion(self, left: Node, token: str, level: int) -> Node:
        """Read `to hex`, `as %`, `as % of 120`, `to 20 digits`."""
        at = self.position
        form, following = self.tokens[at + 1], self.tokens[at + 2 : at + 3]
        if form == "%" and following == ["of"]:
            self.position = at + 3
            share = Chain(left)
            share.rest.append((divide, self.expression(words.SUM), at + 2))
            return Converted(share, form, at + 1)
        if form in NAMES:
            self.position = at + 2
            return Converted(left, form, at + 1)
        if form.isdecimal() and following in (["digits"], ["digit"]):
            if len(form) > 4 or not 0 < int(form) <= self.limits.places:
                raise Trouble(
                    "too_large", f"Numbers are shown with 1 to {self.limits.places:,} digits.", (at + 1, at + 2)
                )
            self.position = at + 3
            return Converted(left, str(int(form)), at + 1)
        raise Trouble("not_supported", words.MISSING[token], (at, max(at, min(at + 1, len(self.tokens) - 2))))

    _CONSTRUCTS: ClassVar[dict[int, Callable[[Parser, Node, str, int], Node]]] = {
        words.SUM: additions,
        words.PRODUCT: product,
        words.POWER: tower,
        words.POSTFIX: postfix,
        words.COMPARE: comparison,
        words.OR: either,
        words.AND: either,
        words.CONVERT: conversion,
    }

    def divides(self) -> bool:
        """Whether the `%` that comes next is modulo: a number, a name, `(` or `[` follows."""
        after = self.tokens[self.position + 1]
        return after not in _LEVELS and after[0] not in words.RAISED_DIGITS

    def deeper(self, at: int, frames: int = 1) -> None:
        """Go into brackets or behind a sign. Raises Trouble `too_deep`."""
        self.depth += 1
        self.levels += frames
        if self.depth > self.limits.nesting:
            message = f"Too deeply nested: at most {self.limits.nesting} brackets or signs inside one another."
            raise Trouble("too_deep", message, (at, at))
        if self.levels > self.deepest:
            self.lower()

    def higher(self, frames: int = 1) -> None:
        """Come back up."""
        self.depth -= 1
        self.levels -= frames

    def lower(self) -> None:
        """Note the deepest point. Raises Trouble `too_deep` before Python's own stack is in danger."""
        self.deepest = self.levels
        if self.levels > self.limits.levels:
            raise Trouble("too_deep", "Too deeply nested: split this line into names.", (self.position, self.position))

    def close(self, opening: int, frames: int = 1) -> None:
        """Step over the closing bracket that belongs to `opening`."""
        token = self.tokens[self.position]
        if token != ")":
            if token == "":
                raise Trouble("syntax", "This bracket is never closed.", (opening, opening), "add )")
            raise leftover(self.tokens, self.position)
        self.position += 1
        self.higher(frames)

    def located(self, make: Callable[[], T], at: int) -> T:
        """Call `make`, giving whatever it complains about this place."""
        try:
            return make()
        except Trouble as trouble:
            raise trouble.placed((at, at)) from None
