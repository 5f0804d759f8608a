"""The forms of complaints."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings

from suffrage.commission.accounts.models import Person
from suffrage.commission.complaints.models import Complaint, Event
from suffrage.commission.complaints.states import Outcome, Remedy
from suffrage.commission.complaints.steps import LONGEST
from suffrage.commission.forms import Form, plain_digits
from suffrage.commission.refused import Refused
from suffrage.model import Language
from suffrage.words import say

_TEXT = forms.Textarea(attrs={"rows": 6, "dir": "auto"})
_YEARS = range(1990, 2200)


def moment_of(text: str) -> datetime:
    """A day and time of the site's clock, as a browser's field gives it; `Refused` for anything else.

    >>> moment_of("២០២៣-០៨-០១T០៩:០០").isoformat()
    '2023-08-01T09:00:00+07:00'
    """
    try:
        found = datetime.fromisoformat(plain_digits(text.strip().replace(" ", "T")))
    except ValueError:
        raise Refused("complaint.not-a-moment") from None
    if found.tzinfo is not None or found.year not in _YEARS:
        raise Refused("complaint.not-a-moment")
    return found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


class _Complaints(Form):
    group = "complaint"


class _WithMoment(_Complaints):
    when = forms.CharField(max_length=40, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def clean_when(self) -> datetime | None:
        """The moment that is meant."""
        try:
            return moment_of(self.cleaned_data["when"])
        except Refused as refused:
            self.refuse("when", refused.key)
            return None


class FileForm(_Complaints):
    """A complaint to be filed. `signed_by`: only for what came on paper."""

    where = forms.CharField(max_length=130)
    signed_by = forms.CharField(max_length=200)
    grounds = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}))

    def __init__(self, language: Language, *arguments: Any, on_paper: bool, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        if not on_paper:
            del self.fields["signed_by"]


class SummonForm(_WithMoment):
    """When and where a hearing is."""

    place = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))


class HearForm(_Complaints):
    """Who sat at a hearing, and what was said."""

    sat = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    minutes = forms.CharField(max_length=LONGEST, widget=_TEXT)

    def __init__(self, language: Language, *arguments: Any, people: list[Person], **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        self.fields["sat"].choices = [(str(person.pk), person.full_name) for person in people]  # type: ignore[attr-defined]


class ProposeForm(_Complaints):
    """A decision and its reasons. What cannot be proposed now is not offered."""

    outcome = forms.ChoiceField()
    remedy = forms.ChoiceField(required=False)
    reasons = forms.CharField(max_length=LONGEST, widget=_TEXT)
    reference = forms.CharField(max_length=200, required=False)

    def __init__(self, language: Language, *arguments: Any, complaint: Complaint, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        left_out = {Outcome.UPHELD} if complaint.state != "heard" else set()
        if not complaint.late:
            left_out.add(Outcome.OUT_OF_TIME)
        outcomes = [outcome for outcome in Outcome if outcome not in left_out]
        self.fields["outcome"].choices = _choices(language, "complaint-outcome", outcomes)  # type: ignore[attr-defined]
        self.fields["remedy"].choices = _choices(language, "complaint-remedy", list(Remedy))  # type: ignore[attr-defined]
        if complaint.statement is None or Outcome.UPHELD in left_out:
            del self.fields["remedy"]


class RefuseForm(_Complaints):
    """Why a proposed decision is refused."""

    answer = forms.CharField(max_length=LONGEST, widget=_TEXT)


class ReasonForm(_Complaints):
    """Why a complaint is withdrawn, or carried out."""

    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))


class AnnounceForm(_WithMoment):
    """What was announced, and when."""

    event = forms.ChoiceField()
    field_order = ["event", "when"]

    def __init__(self, language: Language, *arguments: Any, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        self.fields["event"].choices = _choices(language, "event", list(Event.values))  # type: ignore[attr-defined]


def _choices(language: Language, group: str, values: list[Any]) -> list[tuple[str, str]]:
    return [(str(value), say(language, f"{group}.{value}")) for value in values]
