"""Fixed SQL on the driver's own connection, for what every line and every handshake passes through.

Django takes longer to write such a query, and to wrap its cursor, than the database to answer it. Transactions, threads
and errors stay Django's: the connection is the one it manages, and what goes wrong is raised as its exceptions.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from django.db import Error, connection
from django.db.transaction import atomic

Row = tuple[Any, ...]
BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}


def rows(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Return what a query finds; `%s` stands for a parameter."""
    driver = _driver()
    with connection.wrap_database_errors:
        found: list[Row] = driver.execute(_native(sql, connection.vendor), parameters).fetchall()
        return found


def many(sql: str, parameters: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row of parameters."""
    driver = _driver()
    with connection.wrap_database_errors:
        driver.cursor().executemany(_native(sql, connection.vendor), parameters)


@contextmanager
def alone() -> Iterator[None]:
    """One transaction in which nobody asks to be called after the commit: begun and ended without Django's bookkeeping.

    Inside another transaction it is a part of that one.
    """
    if connection.in_atomic_block:
        with atomic():
            yield
        return
    _say(BEGIN[connection.vendor])
    try:
        yield
        _say("COMMIT")
    except BaseException:
        # A connection that can't roll back is of no more use.
        try:
            _say("ROLLBACK")
        except Error:
            with suppress(Error):
                connection.close()
        raise


def _say(statement: str) -> None:
    driver = _driver()
    with connection.wrap_database_errors:
        driver.execute(statement)


def _driver() -> Any:
    connection.ensure_connection()
    return connection.connection


@lru_cache(256)
def _native(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql
