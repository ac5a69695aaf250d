"""Everything that goes wrong in an HTTP call, as `{"error": {"code", "message"}}`."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as SchemaError

from evaluator import ExpressionError

from ..protocol import codes
from ..protocol.codes import Refusal

log = structlog.get_logger(__name__)


def install(api: NinjaAPI) -> None:
    """Have the API answer every exception in the contract's form."""
    api.add_exception_handler(Refusal, refused)
    for kind, make in _REFUSALS.items():
        api.add_exception_handler(kind, partial(_refused_as, make))
    api.add_exception_handler(Exception, _broken)


def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    """Return the response of a Refusal."""
    response = JsonResponse({"error": refusal.as_fields()}, status=refusal.code.status)
    if wait := refusal.facts.get("retry_after"):
        response["Retry-After"] = str(math.ceil(wait))
    return response


def in_json(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer a wrong method, which the API refuses before any handler of ours, in the contract's form too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != codes.METHOD_NOT_ALLOWED.status or not request.path.startswith("/api/"):
            return response
        allowed = response["Allow"]
        response = refused(request, Refusal(codes.METHOD_NOT_ALLOWED))
        response["Allow"] = allowed
        return response

    return middleware


def _refused_as(make: Callable[[Any], Refusal], request: HttpRequest, problem: Any) -> HttpResponse:
    return refused(request, make(problem))


def _broken(request: HttpRequest, problem: Any) -> HttpResponse:
    log.error("a call failed", path=request.path, exc_info=problem)
    return refused(request, Refusal(codes.INTERNAL))


def _busy(problem: Exception) -> Refusal:
    log.warning("the database can't be used", exc_info=problem)
    return Refusal(codes.BUSY, retry_after=1)


def _schema(problem: SchemaError) -> Refusal:
    field = ".".join(str(part) for part in problem.errors[0]["loc"][1:]) if problem.errors else "?"
    return Refusal(codes.BAD_FRAME, f"The field `{field.split('.')[-1]}` is missing or wrong.")


_REFUSALS: dict[type[Exception], Callable[[Any], Refusal]] = {
    ExpressionError: lambda e: Refusal(codes.EXPRESSION, e.message, detail=e.as_dict()),
    ValidationError: lambda e: Refusal(codes.BAD_FRAME, " ".join(e.messages)),
    SchemaError: _schema,
    HttpError: lambda e: Refusal(codes.BAD_JSON if e.status_code == 400 else codes.INTERNAL),
    Http404: lambda e: Refusal(codes.NOT_FOUND),
    RequestDataTooBig: lambda e: Refusal(codes.TOO_LONG),
    OperationalError: _busy,
    InterfaceError: _busy,
}
