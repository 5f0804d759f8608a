"""The page of declaring: the result now, what stands in the way, and the commission's decision."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import runs, sittings
from suffrage.commission.declaring.counting import COUNTERS, Standing, count_now, seats_by_party, standing
from suffrage.commission.declaring.models import Counted, MemberVote, Run, Sitting
from suffrage.commission.declaring.obstacles import obstacles
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election, Option
from suffrage.commission.words import language_of
from suffrage.model import Language
from suffrage.words import messages

READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.VERIFIER, Role.COMMISSIONER, Role.AGENT, Role.OBSERVER)
"""Everybody but clerks, who enter what they read without knowing what it leads to."""

_MOST_OBSTACLES = 100


@for_roles(*READERS)
@require_GET
def declaring(request: HttpRequest) -> HttpResponse:
    """The result as it was counted last, all that stands in the way of declaring it, and the sittings of the commission."""
    return _page(request)


@for_roles(*READERS, by_itself=True)
@require_GET
def running(request: HttpRequest) -> HttpResponse:
    """What is at work, for a page that asks again and again; when nothing is, the page is shown anew."""
    election = election_here(request)
    answer = render(request, "declaring/running.html", {"at_work": at_work(election, language_of(request))})
    if not any(run.state in runs.ACTIVE and not runs.is_silent(run) for run in runs.active(election)):
        answer.headers["HX-Refresh"] = "true"
    return answer


@for_roles(*COUNTERS)
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count now."""
    count_now(election_here(request), by=cast("Person", request.user))
    contest = posted(request, "contest")
    return redirect("declaring-contest", int(contest)) if contest.isdecimal() and len(contest) < 18 else redirect("declaring")


@for_roles(Role.COMMISSIONER)
@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Put a text to the members' vote."""
    try:
        sittings.open_sitting(election_here(request), posted(request, "text"), by=cast("Person", request.user))
    except Refused as refused:
        return _page(request, said=refused, status=409 if refused.key in ("setup.none", "declaring.not-member") else 422)
    return redirect("declaring")


@for_roles(Role.COMMISSIONER)
@require_POST
def give_vote(request: HttpRequest, number: int) -> HttpResponse:
    """A member's vote."""
    sittings.vote(number, posted(request, "choice"), by=cast("Person", request.user))
    return redirect("declaring")


@for_roles(Role.COMMISSIONER)
@require_POST
def close_one(request: HttpRequest, number: int) -> HttpResponse:
    """End a sitting: the decision holds if a majority of the members carried it."""
    sittings.close(number, by=cast("Person", request.user))
    return redirect("declaring")


def election_here(request: HttpRequest) -> Election:
    """The election that the reader works on; `Refused` before the first."""
    election = election_of(request.user)
    if election is None:
        raise Refused("setup.none")
    return election


def posted(request: HttpRequest, name: str) -> str:
    """A field that was sent, without what no database stores."""
    return request.POST.get(name, "").replace("\0", "").strip()


def at_work(election: Election, language: Language) -> list[tuple[Run, str, bool]]:
    """The runs at work: what each does now, in words, and whether it was not heard of for too long."""
    known = messages(language)
    return [(run, str(known.get(f"stage.{run.stage}", "")), runs.is_silent(run)) for run in runs.active(election)]


def may_count(person: Person, election: Election) -> bool:
    """Whether somebody may have the election counted now."""
    return Role(person.role) in COUNTERS and person.area_id is None and election.phase == Election.Phase.COUNTING


def rows_for(person: Person, found: Standing) -> list[Counted]:
    """The counted contests of a person's area."""
    area = person.area
    return [row for row in found.contests if area is None or row.contest.area.path.startswith(area.path)]


def _page(request: HttpRequest, said: Refused | None = None, status: int = 200) -> HttpResponse:
    person, language = cast("Person", request.user), language_of(request)
    election = election_of(person)
    if election is None:
        return render(request, "declaring/declaring.html", {"said": said.say(language) if said else ""}, status=status)
    found = standing(election)
    open_now = list(obstacles(election)) if election.phase == Election.Phase.COUNTING else []
    shown = [(obstacle.say(language), obstacle.address) for obstacle in open_now[:_MOST_OBSTACLES]]
    sat = _sittings(election, person)
    is_member = person.role == Role.COMMISSIONER.value and person.area_id is None
    more: dict[str, Any] = {
        "said": said.say(language) if said else "",
        "text": posted(request, "text"),
        "found": found,
        "rows": rows_for(person, found) if found else [],
        "seats": _seats(found) if found and person.area is None else [],
        "at_work": at_work(election, language_of(request)),
        "failed": _failed(election, language),
        "obstacles": shown,
        "left_out": len(open_now) - len(shown),
        "may_count": may_count(person, election),
        "is_member": is_member,
        "may_open": is_member
        and not (open_now or any(each["open"] for each in sat))
        and election.phase != Election.Phase.SETUP,
        "choices": MemberVote.Choice.values,
        "sittings": sat,
    }
    return render(request, "declaring/declaring.html", more, status=status)


def _failed(election: Election, language: Language) -> str:
    """Why the last count failed, if it did."""
    last = next(iter(runs.latest(election, Run.Kind.COUNT)), None)
    return problem_of(last, language) if last else ""


def problem_of(run: Run, language: Language) -> str:
    """Why a run failed, as a sentence; nothing if it did not."""
    if run.state != Run.State.FAILED:
        return ""
    return Refused(run.problem, **run.told.get("operands", {})).say(language)


def _seats(found: Standing) -> list[tuple[str, Option | None, int]]:
    """Party, an option that bears its name, and its seats."""
    named: dict[str, Option] = {}
    for option in Option.objects.filter(contest__election=found.election).order_by("contest", "place"):
        named.setdefault(option.party or option.code, option)
    return [(party, named.get(party), seats) for party, seats in seats_by_party(found).items()]


def _sittings(election: Election, person: Person) -> list[dict[str, Any]]:
    """The sittings, the newest first, each with its votes; members see each other's votes when they have given their own."""
    shown = []
    for sitting in Sitting.objects.filter(election=election).select_related("opened_by", "closed_by").order_by("-pk"):
        votes = list(sittings.told(sitting))
        mine = next((vote for vote in votes if vote.person_id == person.pk), None)
        shown.append(
            {
                "sitting": sitting,
                "votes": votes,
                "numbers": sittings.result_of(sitting),
                "open": sitting.state == Sitting.State.OPEN,
                "to_give": mine is not None and not mine.choice and sitting.state == Sitting.State.OPEN,
            }
        )
    return shown
