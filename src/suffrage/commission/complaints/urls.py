"""The addresses of complaints."""

from django.urls import path

from suffrage.commission.complaints import complaint_pages, pages

urlpatterns = [
    path("complaints", pages.complaints, name="complaints"),
    path("complaints/new", pages.file, name="file-complaint"),
    path("complaints/announced", pages.announce, name="announce"),
    path("complaints/<int:number>", complaint_pages.complaint, name="complaint"),
    path("complaints/<int:number>/act", complaint_pages.act, name="complaint-act"),
    path("complaints/<int:number>/evidence", pages.attach, name="attach-evidence"),
    path("evidence/<int:number>", pages.evidence, name="evidence"),
]
