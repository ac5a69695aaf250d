"""One calculator fed with a room's events in order: what promise 5 compares every result with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import evaluator
from evaluator import Binding


def check_replay(events: Iterable[dict[str, Any]]) -> int:
    """Run every calculation of a whole log again and compare all that its event says; returns how many there were."""
    names: dict[str, Binding] = {}
    defined: dict[str, int] = {}
    count = 0
    for expected, event in enumerate(events, start=1):
        seq = event["seq"]
        assert seq == expected, f"{seq} stands where {expected} should"
        if event["kind"] != "calculation":
            continue
        count += 1
        expression = evaluator.compile(event["expression"])
        outcome = expression.run(names, datetime.fromisoformat(event["at"]))
        assert event["result"] == {"text": outcome.text, "exact": outcome.exact}, event
        assert event["name"] == expression.defines, event
        assert event["uses"] == {name: defined[name] for name in outcome.uses}, event
        made = [f"#{seq}"]
        made += ["ans"] if expression.kind != "function" else []
        made += [expression.defines] if expression.defines else []
        for name in made:
            names[name], defined[name] = outcome.binding, seq
    return count
