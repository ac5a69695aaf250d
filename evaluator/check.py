"""What kind of line this is: a value, a name given a value, or a function defined."""

from __future__ import annotations

from . import words
from .errors import Trouble, clip
from .forms import Converted
from .limits import Limits
from .nodes import Node
from .operands import check_name
from .parse import Parser


class Program:
    """A line that was understood: what it defines, what it reads, and the nodes that run it."""

    __slots__ = ("defines", "form", "frames", "hint", "node", "parameters", "price", "reads", "tokens")

    def __init__(self, node: Node, defines: str | None, parameters: dict[str, int] | None, parser: Parser) -> None:
        """`parameters` is None unless a function is defined."""
        self.node = node
        self.defines = defines
        self.parameters = parameters
        self.reads = frozenset(parser.reads)
        self.hint = parser.hint
        self.price = parser.price
        self.tokens = len(parser.tokens)
        self.form = node.form if isinstance(node, Converted) else None
        self.frames = parser.deepest + 3  # those of the call itself


def check(tokens: list[str], limits: Limits) -> Program:
    """Tell definitions from values, and read what is to be computed. Raises Trouble."""
    if len(tokens) > 2 and tokens[1] == "=" and tokens[0] not in words.DIGITS and _is_name(tokens[0]):
        _check_free(tokens[0], 0)
        parser = Parser(tokens, {}, 2, limits)
        return Program(parser.whole(), tokens[0], None, parser)
    if len(tokens) > 4 and tokens[1] == "(" and "=" in tokens and _is_name(tokens[0]):
        closing = tokens.index(")") if ")" in tokens else 0
        if closing and tokens[closing + 1] == "=":
            return _definition(tokens, closing, limits)
    parser = Parser(tokens, {}, 0, limits)
    return Program(parser.whole(), None, None, parser)


def _is_name(token: str) -> bool:
    return token.isidentifier()


def _check_free(name: str, at: int) -> None:
    if name in words.RESERVED:
        raise Trouble("reserved_name", f"“{name}” has a meaning of its own and can't be given another.", (at, at))
    check_name(name, at)


def _definition(tokens: list[str], closing: int, limits: Limits) -> Program:
    """name(a, b) = body."""
    name = tokens[0]
    _check_free(name, 0)
    parameters: dict[str, int] = {}
    for at in range(2, closing):
        token = tokens[at]
        if at % 2:
            if token != ",":
                raise Trouble("syntax", f"A comma belongs here, not {clip(token, 20)}.", (at, at))
            continue
        if not _is_name(token):
            message = f"Parameters are names; {clip(token, 20)} is none."
            raise Trouble("syntax", message, (at, at))
        _check_free(token, at)
        if token in parameters:
            raise Trouble("syntax", f"The parameter {token} stands there twice.", (at, at))
        parameters[token] = len(parameters)
    if not parameters or tokens[closing - 1] == ",":
        raise Trouble("syntax", "A function needs at least one parameter.", (1, closing))
    if len(parameters) > limits.parameters:
        message = f"A function has at most {limits.parameters} parameters."
        raise Trouble("too_complex", message, (2, closing - 1))
    parser = Parser(tokens, parameters, closing + 2, limits)
    node = parser.whole()
    if name in parser.reads:
        raise Trouble("recursion", f"{name} would call itself; functions can't.", (0, 0))
    return Program(node, name, parameters, parser)
