"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `statements`."""

    name = "suffrage.commission.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"
