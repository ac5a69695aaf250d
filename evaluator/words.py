"""The words of the language: what is reserved, what binds how tightly, and what is answered with “not yet” or “never”."""

from __future__ import annotations

from .normalise import RAISED

STOP, CONVERT, OR, AND, NOT, COMPARE, BAR, XOR, AMP, SHIFT, SUM, PRODUCT, CHOOSE, SIGN, POWER, POSTFIX = range(16)

LEVELS: dict[str, int] = {
    **dict.fromkeys(["", ")", "]", "}", ",", "=", ":=", ";", ":", ".", "..", "not", "&&", "||"], STOP),
    **dict.fromkeys(["to", "in", "as"], CONVERT),
    "or": OR, "and": AND,
    **dict.fromkeys(["==", "!=", "<", "<=", ">", ">="], COMPARE),
    "|": BAR, "xor": XOR, "&": AMP, "<<": SHIFT, ">>": SHIFT, "+": SUM, "-": SUM,
    **dict.fromkeys(["*", "/", "mod", "//", "of", "off"], PRODUCT),
    "%": PRODUCT,  # or a postfix: the parser looks at what follows
    "choose": CHOOSE, "^": POWER, "**": POWER, "!": POSTFIX, "°": POSTFIX,
}  # fmt: skip

OPERATOR_WORDS = frozenset(["to", "in", "as", "or", "and", "not", "mod", "xor", "of", "off", "choose"])
RESERVED = frozenset(["pi", "tau", "e", "i", "phi", "true", "false", "ans", "if"]) | OPERATOR_WORDS

RAISED_DIGITS = frozenset(RAISED)
DIGITS = frozenset("0123456789")

_CONVERSIONS = "Units are not supported yet; numbers convert to hex, bin, oct, dec, fraction, sci, % or 20 digits."
MISSING = {
    ".": "There are no attributes: a point stands between digits only.",
    '"': "There are no strings: expressions are made of numbers, names and operators.",
    "'": "There are no strings: expressions are made of numbers, names and operators.",
    "`": "There are no strings: expressions are made of numbers, names and operators.",
    "[": "Lists are not supported yet.",
    "]": "This closing bracket has no opening one.",
    "{": "Braces mean nothing here; group with ( and ).",
    "}": "Braces mean nothing here; group with ( and ).",
    ";": "One line holds one calculation; send the next one by itself.",
    ":": "A colon means nothing here.",
    ":=": "Write x = … at the start of a line to give a name a value.",
    "=": "“=” gives a name its value at the start of a line; to compare, write ==.",
    "&&": "Write “and”.",
    "||": "Write “or”.",
    "..": "Ranges of answers are not supported yet.",
    "?": "Write if(condition, then, else).",
    "$": "Currencies are not supported.",
    "€": "Currencies are not supported.",
    ")": "This closing bracket has no opening one.",
    "in": _CONVERSIONS,
    "to": _CONVERSIONS,
    "as": _CONVERSIONS,
}
NOT_YET = frozenset(["[", "..", "to", "in", "as"])
NEVER = frozenset([".", '"', "'", "`", "{", "}", ";", ":", ":=", "$", "€"])

_UNITS = """
    m km cm mm um nm mi ft inch inches yd g kg mg lb oz t s ms min h hr day days week year l L ml gal K degC degF C F
    J kJ W kW kWh V A N Pa bar psi Hz kHz MHz GHz byte bytes bit bits kB MB GB TB KiB MiB GiB mph kmh knot ha acre rad
    ppm ohm mol"""
_FUNCTIONS = "percentile pv fv pmt nper rate days today date re im conj arg prod count"
_STATEMENTS = "lambda for while def class import from return yield del global with try assert"
UNITS = frozenset(_UNITS.split())
LATER_FUNCTIONS = frozenset(_FUNCTIONS.split())
STATEMENTS = frozenset(_STATEMENTS.split())
