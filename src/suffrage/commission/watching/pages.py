"""The pages of watching. Each is a frame and a part that asks for itself again, which comes only if something has changed.

What a screen asks for by itself does not keep a session from ending. A part is made once for everybody who looks at the same area.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from suffrage.commission.accounts.access import View, for_roles, person_of
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup import incoming
from suffrage.commission.watching import earlier as before
from suffrage.commission.watching.findings import findings
from suffrage.commission.watching.late import late
from suffrage.commission.watching.progress import progress
from suffrage.commission.watching.rates import rates
from suffrage.commission.watching.results import results, turnout
from suffrage.commission.watching.scope import Scope, scope_of
from suffrage.commission.watching.seats import SeatsSoFar
from suffrage.commission.watching.wall import wall as on_the_wall
from suffrage.commission.words import language_of
from suffrage.model import BadInput, Language, LawNotKnown
from suffrage.words import say

Shown = Mapping[str, object]
PAGES: dict[str, Callable[[Scope, Language], Shown]] = {
    "progress": progress,
    "late": late,
    "rates": rates,
    "results": results,
    "turnout": turnout,
    "findings": findings,
}
"""Each page's name → what it shows of an area."""

EVERYBODY = frozenset(Role)
WATCHING = EVERYBODY - {Role.CLERK}
"""Who may see more than how far the count is: a clerk learns nothing of sums or of what others entered."""
ROLES = {name: EVERYBODY if name == "progress" else WATCHING for name in (*PAGES, "wall")}
EVERY = dict.fromkeys(PAGES, 8) | {"wall": 10}
"""Seconds after which a part asks for itself again."""

_KEPT = 300
_FOR_NOW = 5.0
"""Seconds for which a part is shown again that is still being worked on (the closest seats)."""
_kept: "OrderedDict[str, tuple[str, float]]" = OrderedDict()
_lock = threading.Lock()


def page(name: str) -> View:
    """The view of a page."""

    @for_roles(*ROLES[name])
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        scope = _scope(request)
        shown = {"which": name, "scope": scope, "tabs": _tabs(request), "part": _part(request, name, scope) if scope else ""}
        return render(request, "watching/wall.html" if name == "wall" else "watching/page.html", shown)

    return view


def part(name: str) -> View:
    """The view of a page's part, for the page itself to ask for: 204 where nothing has changed since what it shows."""

    @for_roles(*ROLES[name], by_itself=True)
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        scope = _scope(request)
        if scope is None:
            raise Http404
        if request.GET.get("seen") == _key(request, name, scope):
            return HttpResponse(status=204)
        return HttpResponse(_part(request, name, scope))

    return view


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def earlier(request: HttpRequest) -> HttpResponse:
    """Give the election before, to compare turnouts with."""
    person, language, said = person_of(request), language_of(request), ""
    scope = _scope(request)
    if scope is None:
        raise Refused("setup.none")
    if request.method == "POST":
        try:
            with incoming.as_folder(request.FILES.getlist("files")) as folder:
                try:
                    before.take(scope.election, folder, by=person)
                    return redirect("watch-turnout")
                except (BadInput, LawNotKnown) as bad:
                    said = say(language, "watch.earlier-not-sound", problem=str(bad).replace(f"{folder}/", ""))
        except Refused as refused:
            said = refused.say(language)
    return render(request, "watching/earlier.html", {"said": said}, status=422 if said else 200)


def _scope(request: HttpRequest) -> Scope | None:
    area, page_of = (request.GET.get(name, "").replace("\0", "") for name in ("area", "page"))
    return scope_of(person_of(request), area[:64], page_of)


def _key(request: HttpRequest, name: str, scope: Scope) -> str:
    """The same as long as the part would be: on what is late, the clock moves on by the minute."""
    minute = int(datetime.now(UTC).timestamp() // 60) if name == "late" else 0
    return f"{name}-{language_of(request)}-{scope.key}-{minute}{_code(request)}"


def _part(request: HttpRequest, name: str, scope: Scope) -> str:
    """The part, as it was made for whoever asked first, or made now."""
    key = _key(request, name, scope)
    whose = f"{key}-{person_of(request).area_id}-{scope.election.code}"
    with _lock:
        made, until = _kept.get(whose, ("", 0.0))
        if time.monotonic() < until:
            _kept.move_to_end(whose)
            return made
    language = language_of(request)
    if name == "wall":
        shown: Shown = on_the_wall(scope, language)
    elif name == "findings":
        shown = findings(scope, language, _code(request))
    else:
        shown = PAGES[name](scope, language)
    seats = shown.get("seats")
    changes = isinstance(seats, SeatsSoFar) and not seats.current
    area = scope.area.code if scope.area else ""
    asked: dict[str, str | int] = {"area": area, "page": scope.page, "code": _code(request), "seen": "" if changes else key}
    more = {
        "language": language,
        "scope": scope,
        "here": reverse(f"watch-{name}"),
        "again": f"{reverse(f'watch-{name}-part')}?{urlencode(asked)}",
        "every": EVERY[name],
        **shown,
    }
    made = render_to_string(f"watching/{name}-part.html", more)
    with _lock:
        _kept[whose] = (made, time.monotonic() + _FOR_NOW if changes else float("inf"))
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def _code(request: HttpRequest) -> str:
    code = request.GET.get("code", "")
    return code if code.isascii() and code.replace("-", "").isalnum() and len(code) < 40 else ""


def _tabs(request: HttpRequest) -> list[str]:
    role = Role(person_of(request).role)
    return [name for name in PAGES if role in ROLES[name]]
