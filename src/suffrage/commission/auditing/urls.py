"""The addresses of audits."""

from django.urls import path

from suffrage.commission.auditing import pages, sheet_pages

urlpatterns = [
    path("audits", pages.audits, name="audits"),
    path("audits/open", pages.open_round, name="audit-open"),
    path("audits/find", pages.find, name="audit-find"),
    path("audits/counts.csv", pages.counts, name="audit-counts"),
    path("audits/forms/<int:number>", sheet_pages.sheet, name="audit-sheet"),
    path("audits/forms/<int:number>/entry", sheet_pages.entry, name="audit-entry"),
    path("audits/forms/<int:number>/draft", sheet_pages.draft, name="audit-draft"),
    path("audits/forms/<int:number>/decide", sheet_pages.decide, name="audit-decide"),
]
