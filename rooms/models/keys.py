"""Looking up many rows by compound keys in one statement.

A join with the keys as a table, because several IN lists would have the database look at every combination of them.
"""

from collections.abc import Collection
from typing import Any

from accounts.fixed import rows

TYPES = {int: "CAST(%s AS bigint)", str: "CAST(%s AS text)"}


def rows_for(keys: Collection[tuple[int | str, ...]], query: str) -> list[tuple[Any, ...]]:
    """Run `query`, in which `{keys}` stands for the rows of `WITH wanted (…) AS (VALUES {keys})`; nothing for no keys.

    The query is ours; the keys are passed as parameters.
    """
    if not keys:
        return []
    places = ", ".join("(" + ", ".join(TYPES[type(part)] for part in key) + ")" for key in keys)
    return rows(query.format(keys=places), [part for key in keys for part in key])
