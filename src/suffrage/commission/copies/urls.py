"""The addresses of copies."""

from django.urls import path

from suffrage.commission.copies import copy_pages, pages

urlpatterns = [
    path("copies", pages.copies, name="copies"),
    path("copies/new", pages.choose, name="new-copy"),
    path("copies/new/<int:number>", pages.form, name="copy-form"),
    path("copies/file", pages.file, name="copies-file"),
    path("copies/file/<str:token>", pages.preview, name="copies-preview"),
    path("copies/<int:number>", copy_pages.copy, name="copy"),
    path("copies/<int:number>/act", copy_pages.act, name="copy-act"),
    path("copies/<int:number>/photos", copy_pages.attach, name="attach-copy-photo"),
    path("copy-photos/<int:number>", copy_pages.photo, name="copy-photo"),
]
