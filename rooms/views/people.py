"""What a visitor changes about themselves."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ..protocol.codes import Refusal
from ..services import people
from .visitor import changing


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Take another name, then go back to where the form was."""
    try:
        if person := changing(request):
            people.rename(person, request.POST.get("name", ""))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(_back(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and its sockets."""
    logout(request)
    return redirect("home")


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else "/"
