"""Django's settings of the database: SQLite in DATA_DIR, or what DATABASE_URL names."""

from pathlib import Path
from typing import Any

from environ import Env

from . import env

THREADS = env.READ_THREADS + env.REPLAY_THREADS + 4  # and the scribe's, calculation's, Django's own
# A machine that vanished without a word is noticed within seconds, not by the kernel's hours.
LIFELINE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    # On the other side too: a server that fell silent in a transaction must not keep its rooms locked for all others, who
    # wait a little longer for a lock than that takes.
    "options": "-c idle_in_transaction_session_timeout=3s -c lock_timeout=5s",
}

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit is on the disk before anybody sees it
    "cache_size=-16000",
    "wal_autocheckpoint=4000",  # copy back every 16 MB, not every 4: the same pages are written again and again
)


def sqlite(folder: Path) -> dict[str, Any]:
    """Return the settings of the SQLite database in `folder`."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "countinghouse.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 2,
            "init_command": " ".join(f"PRAGMA {pragma};" for pragma in PRAGMAS),
        },
    }


def named(url: str) -> dict[str, Any]:
    """Return the settings of the database at `url`; of PostgreSQL with psycopg's pool, sized for our threads."""
    found: dict[str, Any] = Env.db_url_config(url)
    if found["ENGINE"] == "django.db.backends.postgresql":
        pool = {"min_size": 2, "max_size": THREADS, "timeout": 5.0}
        found["OPTIONS"] = {**LIFELINE, "pool": pool, **found.get("OPTIONS", {})}
        found["CONN_HEALTH_CHECKS"] = True
    return found
