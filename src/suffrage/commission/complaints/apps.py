"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `complaints`."""

    name = "suffrage.commission.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"
