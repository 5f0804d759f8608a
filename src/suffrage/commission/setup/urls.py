"""The addresses of setting up."""

from django.urls import path

from suffrage.commission.setup import dates, pages

urlpatterns = [
    path("setup", pages.setup, name="setup"),
    path("setup/files", pages.send, name="setup-send"),
    path("setup/files/<str:token>", pages.new, name="setup-new"),
    path("setup/begin", pages.begin, name="begin-counting"),
    path("calendar", dates.calendar, name="calendar"),
    path("calendar.ics", dates.icalendar, name="calendar-ics"),
]
