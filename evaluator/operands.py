"""What may stand where a value is expected: numbers, names, calls, brackets, and the signs before them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from . import words
from .bitwise import complement
from .calls import Apply, Builtin, Call, If, misfit
from .errors import Trouble, clip
from .functions import CONSTANTS, FUNCTIONS, ROOTS, nth_root
from .literals import number, superscript
from .nodes import Literal, Name, Negative, Node, Not, Parameter, Percent
from .normalise import FRACTIONS
from .refusals import unexpected

if TYPE_CHECKING:
    from .parse import Parser

_CALL = 2  # frames between a call and what runs its arguments
_STARTS = words.DIGITS | frozenset(FRACTIONS)


def operand(parser: Parser) -> Node:
    """Read one operand with the signs before it; what may follow it is the parser's business."""
    at = parser.position
    token = parser.tokens[at]
    parser.position = at + 1
    if token.isdecimal() and len(token) < 600:
        return Literal(int(token))
    if token.isidentifier():
        return _word(parser, token, at)
    first = token[:1]
    if first in _STARTS or (first == "." and token != "." and token != ".."):
        return Literal(parser.located(partial(number, token, parser.work), at))
    if token == "(":
        return _brackets(parser, at)
    if token == "-" or token == "+":
        return _signed(parser, token, at)
    if token == "~":
        return _inverted(parser, at)
    if token in ROOTS:
        return _root(parser, ROOTS[token], at)
    if first in words.RAISED_DIGITS and parser.tokens[at + 1] == "√":
        parser.position += 1
        return _root(parser, parser.located(partial(superscript, token), at), at)
    if first == "#" and len(token) > 1:
        return _answer(parser, token, at)
    raise unexpected(parser.tokens, at)


def _word(parser: Parser, token: str, at: int) -> Node:
    if token in parser.parameters:
        return Parameter(parser.parameters[token])
    if token in FUNCTIONS and parser.tokens[parser.position] == "(":
        return _builtin(parser, token, at)
    if token in CONSTANTS:
        return Literal(CONSTANTS[token])
    return _other_word(parser, token, at)


def _other_word(parser: Parser, token: str, at: int) -> Node:
    if token == "not":
        parser.deeper(at)
        node = Not(parser.expression(words.NOT))
        parser.higher()
        return node
    if token in words.OPERATOR_WORDS:
        raise unexpected(parser.tokens, at)
    if token == "i":
        raise Trouble("not_supported", "Complex numbers are not supported yet.", (at, at))
    check_name(token, at)
    called = parser.tokens[parser.position] == "("
    if token == "if" and called:
        return _if(parser, at)
    parser.reads.add(token)
    name = Name(token, at)
    if not called or token == "ans":
        return name
    arguments = arguments_of(parser)
    return Apply(name, arguments, (at, parser.position - 1))


def check_name(name: str, at: int) -> None:
    """Refuse names that no room could hold. Raises Trouble `bad_name` or `not_supported`."""
    if name in words.STATEMENTS:
        raise Trouble("not_supported", f"“{name}” is no part of this language: one line is one expression.", (at, at))
    if name.startswith("__"):
        raise Trouble("bad_name", "Names may not begin with two underscores.", (at, at))
    if len(name) > 32:
        raise Trouble("bad_name", f"A name has at most 32 characters; {clip(name, 20)} has {len(name)}.", (at, at))


def _answer(parser: Parser, token: str, at: int) -> Node:
    if len(token) > 16:
        raise Trouble("no_answer", "There is no line with a number that long.", (at, at))
    token = f"#{int(token[1:])}"
    parser.reads.add(token)
    return Name(token, at)


def _builtin(parser: Parser, name: str, at: int) -> Node:
    function = FUNCTIONS[name]
    parser.reads.add(name)
    parser.price += function.price
    arguments = arguments_of(parser)
    count = len(arguments)
    place = (at, parser.position - 1)
    if name == "sum" and count == 4 and type(arguments[1]) is Name:
        raise Trouble("not_supported", "Sums over a range are not supported yet.", place)
    if function.least <= count <= function.most:
        return Builtin(name, function.call, arguments, place)
    message = f"{name} takes {function.takes}; {count} {'was' if count == 1 else 'were'} given."
    return Builtin(name, partial(misfit, message), arguments, place)


def arguments_of(parser: Parser) -> list[Node]:
    """Read `(a, b, …)`, beginning at the opening bracket."""
    opening = parser.position
    parser.position += 1
    parser.deeper(opening, _CALL)
    arguments: list[Node] = []
    if parser.tokens[parser.position] != ")":
        arguments.append(parser.expression(words.CONVERT))
        while parser.tokens[parser.position] == ",":
            parser.position += 1
            arguments.append(parser.expression(words.CONVERT))
    parser.close(opening, _CALL)
    return arguments


def _if(parser: Parser, at: int) -> Node:
    arguments = arguments_of(parser)
    if len(arguments) != 3:
        message = f"if takes 3 arguments, if(condition, then, else); {len(arguments)} were given."
        raise Trouble("arguments", message, (at, parser.position - 1))
    return If(*arguments)


def _brackets(parser: Parser, at: int) -> Node:
    parser.deeper(at)
    if parser.tokens[parser.position] == ")":
        raise Trouble("syntax", "There is nothing between these brackets.", (at, parser.position))
    node = parser.expression(words.CONVERT)
    parser.close(at)
    if type(node) is Percent:
        node.bare = False
    return node


def _inverted(parser: Parser, at: int) -> Node:
    parser.deeper(at)
    node = parser.expression(words.POWER)
    parser.higher()
    return Call(complement, [node], (at, at))


def _signed(parser: Parser, token: str, at: int) -> Node:
    """Any number of signs; `-10%` stays a percentage."""
    negative = token == "-"
    while (token := parser.tokens[parser.position]) == "-" or token == "+":
        negative ^= token == "-"
        parser.position += 1
    parser.deeper(at)
    node = parser.expression(words.POWER)
    parser.higher()
    if not negative:
        return node
    if type(node) is Percent and node.bare:
        return Percent(Negative(node.of))
    return Negative(node)


def _root(parser: Parser, degree: int, at: int) -> Node:
    """√ binds to the one operand after it: √2x is (√2)·x."""
    parser.deeper(at)
    of = operand(parser)
    parser.higher()
    parser.price += FUNCTIONS["sqrt"].price
    return Call(nth_root, [of, Literal(degree)], (at, parser.position - 1))
