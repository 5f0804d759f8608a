"""What the commission did and why, as rows of the canonical table `acts`: corrections, complaints, ages, and its own decisions.

An act that a record holds is never changed: each row here comes from something that the database does not let anybody change.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.utils import timezone

from suffrage.commission.complaints.published import acts_of
from suffrage.commission.declaring.models import Drawing, MemberVote, Sitting
from suffrage.commission.setup.models import Candidate, Election
from suffrage.commission.statements.models import Accepted, Correction
from suffrage.commission.words import sentence
from suffrage.words import LANGUAGES

Row = dict[str, Any]


def rows_of(election: Election) -> list[Row]:
    """Every act of an election that is published."""
    return [*_corrections(election), *_complaints(election), *_ages(election), *_sittings(election)]


def _corrections(election: Election) -> Iterator[Row]:
    """Why a later version of a statement replaces the one before, once it does."""
    replaced = set(
        Accepted.objects.filter(statement__contest__election=election, version__gt=1).values_list("statement_id", "version")
    )
    found = Correction.objects.filter(statement__contest__election=election, approved=True).order_by("pk")
    for correction in found.select_related("statement__station", "statement__contest"):
        if (correction.statement_id, correction.version + 1) in replaced and correction.decided:
            yield {
                "act_id": f"correction-{correction.pk}",
                "kind": "correction",
                "contest_id": correction.statement.contest.code,
                "station_id": correction.statement.station.code,
                "version": correction.version + 1,
                "day": timezone.localdate(correction.decided),
                "text": correction.reason,
                "source": correction.answer or None,
            }


def _complaints(election: Election) -> list[Row]:
    """Complaints and their outcomes."""
    return [msgspec.structs.asdict(act) for act in acts_of(election)]


def _ages(election: Election) -> Iterator[Row]:
    """Whose birth date was settled, from which document."""
    found = Drawing.objects.filter(contest__election=election, kind=Drawing.Kind.AGE, state=Drawing.State.AGREED).order_by("pk")
    for drawing in found.select_related("contest", "candidate__option").prefetch_related("drawn"):
        first, candidate = drawing.drawn.all()[0], drawing.candidate
        if isinstance(candidate, Candidate):
            said = {"option": candidate.option.code, "position": candidate.position, "day": first.answer.strip('"')}
            yield {
                "act_id": f"age-{drawing.pk}",
                "kind": "age",
                "contest_id": drawing.contest.code,
                "day": first.day,
                "text": _in_each_language("age-act", **said),
                "source": first.source,
            }


def _sittings(election: Election) -> Iterator[Row]:
    """What the commission decided, with its members' votes."""
    for sitting in Sitting.objects.filter(election=election, state=Sitting.State.CARRIED).order_by("pk"):
        if sitting.closed is None:
            continue
        votes = MemberVote.objects.filter(sitting=sitting).select_related("person").order_by("pk")
        said = {
            choice: ", ".join(vote.person.full_name for vote in votes if vote.choice == choice) or "—"
            for choice in MemberVote.Choice.values
        }
        yield {
            "act_id": f"sitting-{sitting.pk}",
            "kind": "other",
            "day": timezone.localdate(sitting.closed),
            "text": sitting.text,
            "source": _in_each_language(
                "votes-act", in_favour=said["for"], against=said["against"], abstained=said["abstained"]
            ),
        }


def _in_each_language(key: str, **operands: Any) -> str:
    """One sentence in every language, since a record is read in all of them."""
    return " · ".join(sentence(language, f"declaring.{key}", **operands) for language in reversed(LANGUAGES))
