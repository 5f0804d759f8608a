"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `api`."""

    name = "suffrage.commission.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
