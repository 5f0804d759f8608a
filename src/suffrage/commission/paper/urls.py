"""The addresses of the printed forms."""

from django.urls import path

from suffrage.commission.paper import pages

urlpatterns = [
    path("forms", pages.forms, name="forms"),
    path("forms/<int:number>", pages.run, name="forms-run"),
    path("forms/<int:number>/<int:part>.pdf", pages.part, name="forms-part"),
]
