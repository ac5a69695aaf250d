"""Where the pages, the API and the health checks live."""

from django.contrib import admin
from django.urls import include, path

from rooms.api import api

from . import health, metrics

urlpatterns = [
    path("", include("rooms.views.urls")),
    path("api/v1/", api.urls),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics.metrics),
    path("admin/", admin.site.urls),
]

handler400 = "rooms.views.errors.bad_request"
handler404 = "rooms.views.errors.not_found"
handler500 = "rooms.views.errors.broken"
