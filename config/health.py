"""Is the process up, and can it serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from rooms import process


def live(request: HttpRequest) -> JsonResponse:
    """The process is up."""
    return JsonResponse({"status": "up"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers, and the server is not on its way out; else 503 with the reason. Without Redis the rooms are
    slower, not down: `degraded` is ready.
    """
    serving = process.of(request.scope)  # type: ignore[attr-defined]
    relay, answers = serving.hub.relay, _database_answers()
    good = answers and not serving.draining
    checks = {
        "status": "ready" if good else "unavailable",
        "database": answers,
        "redis": not relay.degraded if relay.used else None,
        "degraded": relay.degraded,
        "draining": serving.draining,
    }
    return JsonResponse(checks, status=200 if good else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False
