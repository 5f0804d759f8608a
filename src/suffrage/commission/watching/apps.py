"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `watching`."""

    name = "suffrage.commission.watching"
    label = "watching"
    default_auto_field = "django.db.models.BigAutoField"
