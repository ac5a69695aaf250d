"""Which troubles of the database pass by themselves: a restart, a lost connection, two transactions in each other's way."""

from django.db import Error, InterfaceError, OperationalError, connection

# SQLSTATE classes (PostgreSQL documentation, appendix A): connection exception, transaction rollback, operator
# intervention (shutdown, restart, recovery). None: the connection ended before the server could say anything.
PASSING = ("08", "40", "57")


def passes(problem: Error) -> bool:
    """Return whether the same transaction may succeed if it is tried again soon.

    Never on SQLite: there a connection can't be lost, and who waits for its lock has waited long enough already.
    """
    if connection.vendor != "postgresql" or not isinstance(problem, InterfaceError | OperationalError):
        return False
    state = getattr(problem.__cause__, "sqlstate", None)
    return state is None or state.startswith(PASSING)
