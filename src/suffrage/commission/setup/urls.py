"""The addresses of setting up."""

from django.urls import path

from suffrage.commission.setup import pages

urlpatterns = [
    path("setup", pages.setup, name="setup"),
    path("setup/files", pages.send, name="setup-send"),
    path("setup/files/<str:token>", pages.new, name="setup-new"),
    path("setup/begin", pages.begin, name="begin-counting"),
]
