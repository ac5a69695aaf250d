"""Tokens found all at once are the tokens found one by one."""

from __future__ import annotations

import pytest

from evaluator.errors import Trouble
from evaluator.normalise import normalise
from evaluator.tokens import places, tokenise
from tests.evaluator.cases import cases


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("1+2", ["1", "+", "2"]),
        ("3.5e-7x", ["3.5e-7", "x"]),
        ("1,234,567 + 1", ["1,234,567", "+", "1"]),
        ("f(1,234)", ["f", "(", "1", ",", "234", ")"]),
        ("1 000 000", ["1 000 000"]),
        ("2**3//4", ["2", "**", "3", "//", "4"]),
        ("#12 + # 3", ["#12", "+", "#", "3"]),
        ("1½ + ½", ["1½", "+", "½"]),
        ("10⁻²√2", ["10", "⁻²", "√", "2"]),
        ("", []),
    ],
)
def test_a_line_falls_into_tokens(text: str, tokens: list[str]) -> None:
    assert tokenise(text, 100) == [*tokens, ""]


def test_both_ways_of_finding_tokens_agree() -> None:
    for case in cases():
        try:
            text = normalise(case.expression, 4_096).text
        except Exception:
            continue
        assert tokenise(text, 2_000)[:-1] == [text[start:end] for start, end in places(text)]


def test_too_many_tokens_are_refused() -> None:
    with pytest.raises(Trouble, match="at most 3"):
        tokenise("1+2+3", 3)
