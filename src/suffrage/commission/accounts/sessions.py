"""One live session a person, which ends when nobody does anything in it: signing in anywhere ends the session open elsewhere."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in
from django.db.models import OuterRef, Subquery
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.middleware import OTPMiddleware
from django_otp.plugins.otp_totp.models import TOTPDevice

from suffrage.commission.accounts.models import Person

_ACTED = "acted"
_NOTED_EVERY = 60
"""Seconds: how exactly the session knows when its person last did something, so that not every request writes it."""


class Accounts(ModelBackend):
    """Django's own accounts; whoever is signed in comes with what every page asks for: area, election, and second factor."""

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless the account is closed. `factor`: the number of their TOTP device, if there is a confirmed one."""
        factor = Subquery(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by("pk").values("pk")[:1])
        found = Person.objects.select_related("area__election").annotate(factor=factor)
        person = found.filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


class SecondFactor(OTPMiddleware):  # type: ignore[misc]
    """Whether the second factor was given in this session; without another question to the database where it was the person's TOTP."""

    def _verify_user_sync(self, request: HttpRequest, user: Any) -> Any:
        factor = getattr(user, "factor", None)
        if factor is None or request.session.get(DEVICE_ID_SESSION_KEY) != f"otp_totp.totpdevice/{factor}":
            return super()._verify_user_sync(request, user)
        self._init_user_fields(user)
        user.otp_device = TOTPDevice(pk=factor, user=user, confirmed=True)
        return user


@receiver(user_logged_in)
def _remember(*, request: HttpRequest, user: Any, **_: object) -> None:
    hold(request, user)


def hold(request: HttpRequest, person: Any) -> None:
    """Make the session of this request the person's one session; after every change of the session's key."""
    request.session[_ACTED] = int(time.time())
    request.session.save()
    person.session_key = request.session.session_key
    person.save(update_fields=["session_key"])


def address_of(request: HttpRequest) -> str:
    """The reader's network address: what our own proxy appended, where one stands in front; nothing else can be believed."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def one_live_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that is not the person's latest one, or in which nobody did anything for too long."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        if person.is_authenticated:
            if person.session_key != request.session.session_key:
                _end(request, "elsewhere")
            elif time.time() - request.session.get(_ACTED, 0) > settings.IDLE_SECONDS:
                _end(request, "idle")
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable[..., HttpResponse], _arguments: Any, _named: Any) -> None:
        person: Any = request.user
        if person.is_authenticated and not getattr(view, "by_itself", False):
            now = int(time.time())
            if now - request.session.get(_ACTED, 0) >= _NOTED_EVERY:
                request.session[_ACTED] = now

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _end(request: HttpRequest, why: str) -> None:
    logout(request)
    request.ended = why  # type: ignore[attr-defined]
