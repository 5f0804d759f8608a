"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `declaring`."""

    name = "suffrage.commission.declaring"
    label = "declaring"
    default_auto_field = "django.db.models.BigAutoField"
