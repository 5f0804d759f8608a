"""Publishing, on pages: what was published, the signing with the commission's key, and cosignatures."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import continuity, cosigning, runs
from suffrage.commission.declaring import publishing as service
from suffrage.commission.declaring.models import Run
from suffrage.commission.declaring.pages import READERS, at_work, election_here, posted, problem_of
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.words import language_of
from suffrage.record.notes import PrivateKey

_SECRETS = ("key", "key_text", "passphrase")


@for_roles(*READERS)
@require_GET
def publishing(request: HttpRequest) -> HttpResponse:
    """What was published, and what is being published."""
    return _page(request)


@sensitive_post_parameters(*_SECRETS)
@for_roles(Role.COMMISSIONER)
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Publish the election as it stands, signed with the key that is given."""
    try:
        service.may_sign(cast("Person", request.user))
        election = election_here(request)
        service.sign(
            election,
            _key(request),
            by=cast("Person", request.user),
            scans="scans" in request.POST,
            protocols="protocols" in request.POST,
            newest=posted(request, "newest"),
        )
    except Refused as refused:
        return _page(request, said=refused, form="sign")
    return redirect("publishing")


@sensitive_post_parameters(*_SECRETS)
@for_roles(Role.COMMISSIONER)
@require_POST
def cosign(request: HttpRequest) -> HttpResponse:
    """Add a cosignature to the record that is there."""
    try:
        service.may_sign(cast("Person", request.user))
        cosigning.cosign(election_here(request), _key(request), by=cast("Person", request.user))
    except Refused as refused:
        return _page(request, said=refused, form="cosign")
    return redirect("publishing")


@sensitive_variables()
def _key(request: HttpRequest) -> PrivateKey:
    """The key that was sent as a file or as text, or that stands on the server, opened with its passphrase."""
    file = request.FILES.get("key")
    sent = file.read(service.LONGEST_KEY).decode("utf-8", "replace") if file else posted(request, "key_text")
    text = service.key_text(sent=sent, chosen=posted(request, "key_name"))
    return service.open_key(text, request.POST.get("passphrase", ""))


def _page(request: HttpRequest, said: Refused | None = None, form: str = "") -> HttpResponse:
    person, language = cast("Person", request.user), language_of(request)
    election = election_of(person)
    more: dict[str, Any] = {"said": said.say(language) if said else "", "form": form}
    if election is not None:
        published = runs.latest(election, Run.Kind.PUBLISH, Run.Kind.COSIGN)
        is_open = election.phase != Election.Phase.SETUP
        checkpoint = service.checkpoint_of(election)
        more |= {
            "at_work": at_work(election, language),
            "published": [(run, problem_of(run, language)) for run in published if run.state not in runs.ACTIVE],
            "checkpoint": checkpoint,
            "key": cosigning.log_key(election) if checkpoint else None,
            "folder": service.record_folder(election),
            "is_whole": service.is_whole(election),
            "must_say_newest": continuity.must_say_newest(election),
            "status": service.status_of(election) if is_open else "",
            "may": person.role == Role.COMMISSIONER.value and person.area_id is None and is_open,
            "keys": service.key_names(),
        }
    return render(request, "declaring/publishing.html", more, status=422 if said else 200)
