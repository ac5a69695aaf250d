"""`/metrics`: what this process does, as Prometheus text. Counts alone: no person and no room is named."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from rooms import process, scribe
from rooms.process import Process

LOOPBACK = ("127.0.0.1", "::1")


class Rooms:
    """The state of a process's rooms at the moment it is asked for."""

    def __init__(self, of: Process) -> None:
        self._process = of

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        hub = self._process.hub
        yield GaugeMetricFamily("countinghouse_sockets", "Open sockets and streams", self._process.census.total)
        yield GaugeMetricFamily("countinghouse_rooms", "Rooms this process hears", len(hub.rooms))
        yield GaugeMetricFamily("countinghouse_waiting", "Submissions that wait", scribe.shared().waiting)
        yield GaugeMetricFamily("countinghouse_degraded", "Whether hints do not come", hub.relay.degraded)
        yield CounterMetricFamily("countinghouse_hints_lost", "Hints that could not be sent", hub.relay.lost)
        yield GaugeMetricFamily("countinghouse_draining", "Whether it takes its leave", self._process.draining)


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scraper on this machine; what a proxy passes on comes from outside and finds nothing."""
    if request.META.get("REMOTE_ADDR") not in LOOPBACK or "x-forwarded-for" in request.headers:
        raise Http404
    registry = CollectorRegistry()
    registry.register(Rooms(process.of(request.scope)))  # type: ignore[attr-defined]
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
