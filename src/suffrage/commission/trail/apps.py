"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `trail`."""

    name = "suffrage.commission.trail"
    label = "trail"
    default_auto_field = "django.db.models.BigAutoField"
