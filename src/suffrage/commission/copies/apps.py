"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `copies`."""

    name = "suffrage.commission.copies"
    label = "copies"
    default_auto_field = "django.db.models.BigAutoField"
