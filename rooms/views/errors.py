"""Pages for what is not there and what went wrong; JSON for calls of the API."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..api.errors import refused
from ..protocol import codes
from ..protocol.codes import Refusal


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an absent page, and for a private room from outside: the same to the byte, without the address."""
    if request.path.startswith("/api/"):
        return refused(request, Refusal(codes.NOT_FOUND))
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what can't be a request of ours: an unknown host, a form that is too big."""
    if request.path.startswith("/api/"):
        return refused(request, Refusal(codes.BAD_FRAME, "That request can't be answered here."))
    return HttpResponse("That request can't be answered here.", content_type="text/plain", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when we failed."""
    if request.path.startswith("/api/"):
        return refused(request, Refusal(codes.INTERNAL))
    return render(request, "500.html", status=500)
