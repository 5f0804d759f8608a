"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `accounts`."""

    name = "suffrage.commission.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
