"""The site's addresses: each room's own, and what holds for all. Every view says for whom it is (`accounts.access`)."""

from django.urls import URLPattern, URLResolver, include, path

from suffrage.commission import health, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language", home.choose_language, name="language"),
    path("health", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("suffrage.commission.accounts.urls")),
    path("", include("suffrage.commission.setup.urls")),
    path("", include("suffrage.commission.statements.urls")),
    path("", include("suffrage.commission.complaints.urls")),
    path("", include("suffrage.commission.paper.urls")),
    path("", include("suffrage.commission.copies.urls")),
    path("", include("suffrage.commission.declaring.urls")),
    path("", include("suffrage.commission.auditing.urls")),
    path("", include("suffrage.commission.trail.urls")),
    path("", include("suffrage.commission.api.urls")),
    path("", include("suffrage.commission.watching.urls")),
]
handler400 = "suffrage.commission.errors.bad_request"
handler403 = "suffrage.commission.errors.forbidden"
handler404 = "suffrage.commission.errors.not_found"
handler500 = "suffrage.commission.errors.broken"
