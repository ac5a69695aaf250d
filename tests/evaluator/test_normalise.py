"""What people paste becomes the few signs the tokens know, and every offset finds its way back."""

from __future__ import annotations

import pytest

from evaluator import ExpressionError
from evaluator.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("1 + 2", "1 + 2"),
        ("2×3÷4−1", "2*3/4-1"),
        ("π ≤ τ", "pi <= tau"),
        ("１２＋ｘ", "12+x"),
        ("e\u0301", "é"),
        ("1\u2009000", "1 000"),
        ("x₁₂", "x12"),
        ("rent / 3 # split", "rent / 3 "),
        ("#3 + 1", "#3 + 1"),
        ("½ √2 3²", "½ √2 3²"),
    ],
)
def test_signs_are_translated(typed: str, text: str) -> None:
    assert normalise(typed, 4_096).text == text


@pytest.mark.parametrize(
    "typed", ["\x00", "a\x07", "\ud800", "2ⁿ", "①", "\u200b", "\u0301", "2₃", "㎡", "\ufdfa", "⒈", "👍"]
)
def test_what_would_change_its_meaning_is_refused(typed: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        normalise(typed, 4_096)
    assert caught.value.code == "bad_character"
    assert caught.value.end == caught.value.start + 1


def test_spans_lead_back_to_what_was_typed() -> None:
    source = normalise("π + e\u0301", 4_096)

    assert source.text == "pi + é"
    assert source.span(0, 2) == (0, 1)
    assert source.span(5, 6) == (4, 6)
    assert source.span(6, 6) == (6, 6)


def test_a_long_line_is_refused_before_it_is_read() -> None:
    with pytest.raises(ExpressionError) as caught:
        normalise("1" * 5_000, 4_096)
    assert (caught.value.code, caught.value.start, caught.value.end) == ("too_long", 4_096, 5_000)
