"""The addresses of declaring."""

from django.urls import path

from suffrage.commission.declaring import contest_pages, pages, publishing_pages, removal_pages

urlpatterns = [
    path("declaring", pages.declaring, name="declaring"),
    path("declaring/running", pages.running, name="declaring-running"),
    path("declaring/count", pages.count, name="count-now"),
    path("declaring/contests/<int:number>", contest_pages.contest, name="declaring-contest"),
    path("declaring/contests/<int:number>/answer", contest_pages.answer, name="declaring-answer"),
    path("declaring/drawings/<int:number>/void", contest_pages.void, name="declaring-void"),
    path("declaring/contests/<int:number>/removals", removal_pages.propose, name="removal-propose"),
    path("declaring/removals/<int:number>", removal_pages.take, name="removal-take"),
    path("declaring/sitting", pages.open_one, name="sitting-open"),
    path("declaring/sittings/<int:number>/vote", pages.give_vote, name="sitting-vote"),
    path("declaring/sittings/<int:number>/close", pages.close_one, name="sitting-close"),
    path("publishing", publishing_pages.publishing, name="publishing"),
    path("publishing/sign", publishing_pages.sign, name="sign-record"),
    path("publishing/cosign", publishing_pages.cosign, name="cosign-record"),
]
