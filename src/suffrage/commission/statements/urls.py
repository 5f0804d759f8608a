"""The addresses of statements."""

from django.urls import path

from suffrage.commission.statements import deciding_pages, entry_pages, pages

urlpatterns = [
    path("statements", pages.statements, name="statements"),
    path("statements/receive", pages.receive, name="receive"),
    path("statements/next", entry_pages.enter_next, name="enter-next"),
    path("statements/<int:number>", deciding_pages.statement, name="statement"),
    path("statements/<int:number>/decide", deciding_pages.decide, name="decide"),
    path("statements/<int:number>/begin", entry_pages.begin, name="begin-entry"),
    path("statements/<int:number>/entry", entry_pages.entry, name="entry"),
    path("statements/<int:number>/draft", entry_pages.draft, name="draft"),
    path("statements/<int:number>/leave", entry_pages.leave, name="leave-entry"),
    path("statements/<int:number>/scans", pages.attach_scan, name="attach-scan"),
    path("scans/<int:number>", pages.scan, name="scan"),
]
