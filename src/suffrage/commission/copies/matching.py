"""Holding copies against the official figures: when a copy is given, and again when the figures were accepted or corrected since.

Nobody who enters a statement waits for it: it is done when somebody opens a page of copies or asks which cases are open.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from suffrage.commission.copies.models import Case, CaseStep, Copy
from suffrage.commission.copies.states import TABLE, Action, Match, State
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.models import Accepted, EntryVotes
from suffrage.commission.trail import chain
from suffrage.record.match import differing

AT_ONCE = 500
"""How many copies are matched in one transaction."""


def refresh(election: Election, *, most: int = AT_ONCE) -> int:
    """Match the copies whose official figures are new since, at most so many; how many there were."""
    done = 0
    while done < most:
        with transaction.atomic():
            keys = list(stale(election).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if not keys:
                break
            locked = Copy.objects.select_for_update(of=("self",)).filter(pk__in=keys, replaced=False).order_by("pk")
            match(election, list(locked))
        done += len(keys)
    with transaction.atomic():
        _reopen_refused(election)
    return done


def stale(election: Election) -> QuerySet[Copy]:
    """The copies that were not yet held against the version that counts."""
    newest = Accepted.objects.filter(statement=OuterRef("statement")).order_by("-version").values("version")[:1]
    found = Copy.objects.filter(election=election, replaced=False).annotate(counting=Subquery(newest))
    return found.filter(counting__isnull=False).exclude(matched_version=F("counting"))


def match(election: Election, copies: list[Copy]) -> None:
    """Match these copies, which the caller has locked, in the caller's transaction; open, close and reopen cases; one act for all."""
    official = official_figures(copy.statement_id for copy in copies)
    known = {case.copy_id: case for case in Case.objects.select_for_update(of=("self",)).filter(copy__in=copies)}
    told: dict[str, list[int]] = {"opened": [], "agreed": [], "reopened": []}
    changed, numbers = [], {Match.EQUAL.value: 0, Match.DIFFERING.value: 0}
    for copy in copies:
        if copy.statement_id not in official:
            continue
        version, theirs = official[copy.statement_id]
        if version == copy.matched_version:
            continue
        copy.differing = sorted(differing(copy.figures, theirs))
        copy.match = (Match.DIFFERING if copy.differing else Match.EQUAL).value
        copy.matched_version = version
        numbers[copy.match] += 1
        changed.append(copy)
        _settle(copy, known.get(copy.pk), told)
    if changed:
        _write(changed)
        chain.record("copies-matched", {**numbers, **told}, person=None, election=election)


def official_figures(statements: Iterable[int]) -> dict[int, tuple[int, Mapping[str, int | None]]]:
    """Statement → the version that counts, and item → number in it."""
    newest: dict[int, Accepted] = {}
    for accepted in Accepted.objects.filter(statement__in=set(statements)).order_by("version"):
        newest[accepted.statement_id] = accepted
    votes: dict[int, dict[str, int | None]] = {}
    found = EntryVotes.objects.filter(entry__in=[accepted.entry_id for accepted in newest.values()])
    for entry, code, number in found.values_list("entry_id", "option__code", "votes"):
        votes.setdefault(entry, {})[code] = number
    return {key: (one.version, one.figures | votes.get(one.entry_id, {})) for key, one in newest.items()}


def step_of_site(case: Case, action: Action, *, version: int | None = None) -> None:
    """A step that the site takes by itself; the caller records it."""
    case.state = TABLE.lines[State(case.state), action].after.value
    case.save(update_fields=["state"])
    CaseStep.objects.create(case=case, action=action.value, version=version)


def _write(changed: list[Copy]) -> None:
    """Write how copies stand: those that agree, which are nearly all, in one statement for each version."""
    equal: dict[int | None, list[int]] = {}
    for copy in changed:
        if copy.match == Match.EQUAL:
            equal.setdefault(copy.matched_version, []).append(copy.pk)
        else:
            copy.save(update_fields=["match", "matched_version", "differing"])
    for version, keys in equal.items():
        Copy.objects.filter(pk__in=keys).update(match=Match.EQUAL.value, matched_version=version, differing=[])


def _settle(copy: Copy, case: Case | None, told: dict[str, list[int]]) -> None:
    """What a match means for the copy's case."""
    if case is None:
        if copy.match == Match.DIFFERING:
            told["opened"].append(Case.objects.create(copy=copy).pk)
        return
    action = Action.AGREE if copy.match == Match.EQUAL else Action.REOPEN
    if (State(case.state), action) in TABLE.lines:
        step_of_site(case, action, version=copy.matched_version)
        told["agreed" if action is Action.AGREE else "reopened"].append(case.pk)


def _reopen_refused(election: Election) -> None:
    """Open the cases again whose corrections were refused."""
    open_still = CaseStep.objects.filter(case=OuterRef("pk"), correction__isnull=False).exclude(correction__approved=False)
    found = Case.objects.filter(~Q(Exists(open_still)), state=State.CORRECTING.value, copy__election=election)
    reopened = []
    for case in found.select_for_update(of=("self",)):
        step_of_site(case, Action.REOPEN)
        reopened.append(case.pk)
    if reopened:
        told: dict[str, Any] = {"reopened": reopened}
        chain.record("copies-matched", told, person=None, election=election)
