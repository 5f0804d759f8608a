"""The addresses of watching: each page, and its part, for which the page asks again and again."""

from django.urls import path

from suffrage.commission.watching import pages

urlpatterns = [
    *(path(f"watch/{name}", pages.page(name), name=f"watch-{name}") for name in pages.ROLES),
    *(path(f"watch/{name}/part", pages.part(name), name=f"watch-{name}-part") for name in pages.ROLES),
    path("watch/earlier", pages.earlier, name="watch-earlier"),
]
