"""The addresses of accounts and people."""

from django.urls import path

from suffrage.commission.accounts import people_views, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account", views.account, name="account"),
    path("account/password", views.password, name="password"),
    path("account/second-factor", views.second_factor, name="second-factor"),
    path("account/codes", views.renew_codes, name="codes"),
    path("invitation/<str:secret>", views.invitation, name="invitation"),
    path("people", people_views.people_list, name="people"),
    path("people/invite", people_views.invite, name="invite"),
    path("people/<int:number>", people_views.person, name="person"),
    path("people/<int:number>/invite", people_views.invite_again, name="invite-again"),
    path("people/<int:number>/close", people_views.close, name="close-person"),
    path("people/<int:number>/open", people_views.open_again, name="open-person"),
    path("people/<int:number>/move", people_views.move, name="move-person"),
    path("people/<int:number>/second-factor", people_views.reset_second_factor, name="reset-second-factor"),
]
