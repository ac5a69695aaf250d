"""What to say about a name that nobody knows, and the nearest one that somebody does."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import Trouble, clip
from .functions import CONSTANTS, FUNCTIONS
from .words import LATER_FUNCTIONS, UNITS


def unknown(name: str, names: Iterable[str]) -> Trouble:
    """The refusal of a name that neither the language nor the room has."""
    if name == "ans":
        return Trouble("no_answer", "There is no previous calculation yet.")
    if name.startswith("#"):
        return Trouble("no_answer", f"There is no calculation {clip(name, 20)}.")
    if name in FUNCTIONS:
        return Trouble("not_a_value", f"{name} is a function: write {name}(…).", None, f"{name}(…)")
    if name in LATER_FUNCTIONS:
        return Trouble("not_supported", f"{name} is not supported yet.")
    if name in UNITS:
        return Trouble("not_supported", f"Nothing is called {name}, and units are not supported yet.")
    known = nearest(name, [*FUNCTIONS, *CONSTANTS, *names])
    hint = f"did you mean {known}?" if known else None
    return Trouble("unknown_name", f"Nothing is called {clip(name, 40)}.", None, hint)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name at the smallest distance: at most 1 for short names, 2 for longer ones."""
    best, closest = None, 3 if len(name) > 4 else 2
    folded = name.lower()
    for candidate in known:
        if abs(len(candidate) - len(name)) < closest and not candidate.startswith("#"):
            distance = _distance(folded, candidate.lower(), closest)
            if distance < closest and (distance < len(name) - 1 or not distance):
                best, closest = candidate, distance
                if not closest:
                    break
    return best


def _distance(a: str, b: str, enough: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours; given up from `enough` on."""
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b or len(a) + len(b) == 2:
        return max(len(a), len(b))
    if len(set(a) - set(b)) >= enough or len(set(b) - set(a)) >= enough:
        return enough
    before, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(b, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) >= enough:
            return enough
    return row[-1]
