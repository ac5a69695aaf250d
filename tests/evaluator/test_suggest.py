"""The nearest known name is offered, and nothing far-fetched."""

from __future__ import annotations

from time import process_time

import pytest

from evaluator.suggest import nearest

KNOWN = ["sqrt", "sin", "sinh", "factorial", "rent", "rental", "Π", "x1"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("sqt", "sqrt"), ("srqt", "sqrt"), ("SIN", "sin"), ("factoral", "factorial"), ("rentall", "rental"), ("rnt", "rent"),
     ("zzz", None), ("q", None), ("fac", None), ("", None)],
)  # fmt: skip
def test_a_slip_is_recognised(name: str, expected: str | None) -> None:
    assert nearest(name, KNOWN) == expected


def test_a_full_room_is_searched_quickly() -> None:
    names = [f"variable_with_a_name_{n}" for n in range(1_000)]
    begun = process_time()

    nearest("variable_with_a_nme_1001x", names)

    assert process_time() - begun < 0.15
