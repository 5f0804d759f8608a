"""The trail's address."""

from django.urls import path

from suffrage.commission.trail import views

urlpatterns = [path("trail", views.trail, name="trail")]
