"""The addresses of setting up."""

from django.urls import path

from suffrage.commission.setup import dates, pages, steps

urlpatterns = [
    path("setup", pages.setup, name="setup"),
    path("setup/drafts", steps.begin, name="setup-begin"),
    path("setup/drafts/<int:number>/files", steps.files, name="setup-files"),
    path("setup/drafts/<int:number>/findings", steps.findings, name="setup-findings"),
    path("setup/drafts/<int:number>/about", steps.about, name="setup-about"),
    path("setup/drafts/<int:number>/confirm", steps.confirm, name="setup-confirm"),
    path("setup/drafts/<int:number>/give-up", steps.give_up, name="setup-give-up"),
    path("setup/law", steps.law_in_words, name="setup-law"),
    path("setup/begin", pages.begin, name="begin-counting"),
    path("calendar", dates.calendar, name="calendar"),
    path("calendar.ics", dates.icalendar, name="calendar-ics"),
]
