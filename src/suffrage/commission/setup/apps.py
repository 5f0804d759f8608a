"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `setup`."""

    name = "suffrage.commission.setup"
    label = "setup"
    default_auto_field = "django.db.models.BigAutoField"
