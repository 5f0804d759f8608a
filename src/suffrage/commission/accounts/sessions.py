"""One live session a person: signing in anywhere ends the session that was open elsewhere."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse


@receiver(user_logged_in)
def _remember(sender: object, request: HttpRequest, user: object, **_: object) -> None:
    if not request.session.session_key:
        request.session.save()
    user.session_key = request.session.session_key  # type: ignore[attr-defined]
    user.save(update_fields=["session_key"])  # type: ignore[attr-defined]


def one_live_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that is not the person's latest one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if person.is_authenticated and person.session_key != request.session.session_key:
            logout(request)
        return get_response(request)

    return middleware
