"""Whether the site can work, and its figures for Prometheus."""

import hmac
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from suffrage.commission.accounts.access import public
from suffrage.commission.accounts.models import Person
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.models import Tip

_HERE = ("127.0.0.1", "::1")
_SECONDS = Histogram(
    "suffrage_request_seconds",
    "How long requests took, by page, method and status.",
    ["page", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10),
)


def faults() -> list[str]:
    """What keeps the site from working, in one word each: database, migrations, trail. Empty: nothing."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["migrations"]
        return [] if Tip.objects.filter(id=1).exists() else ["trail"]
    except DatabaseError:
        return ["database"]


@public
@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """200 where the site can work, 503 where it cannot; for a load balancer or a watch."""
    found = faults()
    return JsonResponse({"status": "fault" if found else "ok", "faults": found}, status=503 if found else 200)


@public
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, from this machine or with the token of the settings."""
    if not (_from_here(request) or _has_token(request)):
        raise PermissionDenied
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    ours = CollectorRegistry()
    ours.register(_Figures())
    return HttpResponse(generate_latest(registry) + generate_latest(ours), content_type=CONTENT_TYPE_LATEST)


def measured(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Measure how long each page takes. Addresses that do not exist stand under one name, so that nobody can fill the memory."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        method = request.method if request.method in ("GET", "POST") else "other"
        _SECONDS.labels(match.view_name if match else "none", method, response.status_code).observe(time.perf_counter() - begun)
        return response

    return middleware


class _Figures(Collector):
    """What the database says at this moment."""

    def collect(self) -> Iterator[Metric]:
        statements = GaugeMetricFamily("suffrage_statements", "Statements by election and state.", labels=["election", "state"])
        counted = Statement.objects.order_by().values_list("contest__election__code", "state").annotate(Count("id"))
        for election, state, number in counted:
            statements.add_metric([election, state], number)
        yield statements
        people = GaugeMetricFamily("suffrage_people", "Open accounts by role.", labels=["role"])
        for role, number in Person.objects.order_by().filter(is_active=True).values_list("role").annotate(Count("id")):
            people.add_metric([role], number)
        yield people
        yield GaugeMetricFamily("suffrage_sessions", "Sessions that are open.", value=_sessions())
        yield GaugeMetricFamily(
            "suffrage_acts", "Acts in the trail.", value=Tip.objects.values_list("number", flat=True).get(id=1)
        )


def _sessions() -> int:
    from django.contrib.sessions.models import Session  # noqa: PLC0415 - the app must be loaded first

    return Session.objects.filter(expire_date__gt=datetime.now(UTC)).count()


def _from_here(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, and not from others through a proxy on it."""
    forwarded = settings.BEHIND_PROXY or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR") in _HERE


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
