"""Fixed SQL on the driver's own connection, for what every line and every handshake passes through.

Django takes longer to write such a query, and to wrap its cursor, than the database to answer it. Connections, threads and
errors stay Django's: the connection is the one it manages, and what goes wrong is raised as its exceptions.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

Row = tuple[Any, ...]
BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}


def rows(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Return what a query finds; `%s` stands for a parameter."""
    database = _opened()
    with database.wrap_database_errors:
        found: list[Row] = database.connection.execute(_native(sql, database.vendor), parameters).fetchall()
        return found


def many(sql: str, parameters: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row of parameters."""
    database = _opened()
    with database.wrap_database_errors:
        database.connection.cursor().executemany(_native(sql, database.vendor), parameters)


@contextmanager
def alone() -> Iterator[None]:
    """One transaction in which nobody asks to be called after the commit: begun and ended without Django's bookkeeping.

    Inside another transaction it is a part of that one.
    """
    database = _opened()
    if database.in_atomic_block:
        with atomic():
            yield
        return
    _say(database, BEGIN[database.vendor])
    try:
        yield
        _say(database, "COMMIT")
    except BaseException:
        # A connection that can't roll back is of no more use.
        try:
            _say(database, "ROLLBACK")
        except Error:
            with suppress(Error):
                database.close()
        raise


def _opened() -> BaseDatabaseWrapper:
    # Not `django.db.connection`, which looks this up at every attribute.
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    return database


def _say(database: BaseDatabaseWrapper, statement: str) -> None:
    with database.wrap_database_errors:
        database.connection.execute(statement)


@lru_cache(256)
def _native(sql: str, vendor: str) -> str:
    return sql.replace("%s", "?") if vendor == "sqlite" else sql
