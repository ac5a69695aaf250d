"""Is the process up, and can it serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from rooms import process


def live(request: HttpRequest) -> JsonResponse:
    """The process is up."""
    return JsonResponse({"status": "up"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers, and the server is not on its way out; else 503 with the reason."""
    checks = {"database": _database_answers(), "draining": process.of(request.scope).draining}  # type: ignore[attr-defined]
    good = checks["database"] and not checks["draining"]
    return JsonResponse({"status": "ready" if good else "unavailable", **checks}, status=200 if good else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False
