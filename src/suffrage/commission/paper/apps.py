"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `paper`."""

    name = "suffrage.commission.paper"
    label = "paper"
    default_auto_field = "django.db.models.BigAutoField"
