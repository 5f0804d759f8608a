"""The app, for Django."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `accounts`."""

    name = "suffrage.commission.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of every sign-in, also before the first request."""
        from suffrage.commission.accounts import sessions  # noqa: F401, PLC0415 - its receivers
