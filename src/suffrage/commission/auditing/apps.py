"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `auditing`."""

    name = "suffrage.commission.auditing"
    label = "auditing"
    default_auto_field = "django.db.models.BigAutoField"
