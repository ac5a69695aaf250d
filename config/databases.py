"""Django's settings of a database that is named by DATABASE_URL."""

from typing import Any

from environ import Env

from . import env

THREADS = env.READ_THREADS + env.REPLAY_THREADS + 4  # and the scribe's, calculation's, Django's own
# A machine that vanished without a word is noticed within seconds, not by the kernel's hours.
LIFELINE = {"connect_timeout": 5, "tcp_user_timeout": 5_000, "keepalives_idle": 5, "keepalives_interval": 2}


def named(url: str) -> dict[str, Any]:
    """Return the settings of the database at `url`; of PostgreSQL with psycopg's pool, sized for our threads."""
    found: dict[str, Any] = Env.db_url_config(url)
    if found["ENGINE"] == "django.db.backends.postgresql":
        pool = {"min_size": 2, "max_size": THREADS, "timeout": 5.0}
        found["OPTIONS"] = {**LIFELINE, "pool": pool, **found.get("OPTIONS", {})}
        found["CONN_HEALTH_CHECKS"] = True
    return found
