"""Where the pages, the API and the health checks live."""

from django.contrib import admin
from django.urls import include, path

from rooms.api import api

from . import health

urlpatterns = [
    path("", include("rooms.views.urls")),
    path("api/v1/", api.urls),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("admin/", admin.site.urls),
]

handler404 = "rooms.views.errors.not_found"
handler500 = "rooms.views.errors.broken"
