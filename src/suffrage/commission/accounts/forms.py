"""The forms of the people's pages."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError

from suffrage.commission.accounts.models import LANGUAGES, Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.forms import Form, plain_digits
from suffrage.commission.setup.models import Area, Option
from suffrage.commission.words import sentence
from suffrage.model import Language, Names

_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class SignIn(Form):
    """Name and password."""

    group = "account"
    username = forms.CharField(
        max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"})
    )
    password = forms.CharField(
        max_length=300, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NewPassword(Form):
    """A new password, twice, by the rules of the settings."""

    group = "account"
    new_password = forms.CharField(max_length=300, strip=False, widget=_PASSWORD)
    again = forms.CharField(max_length=300, strip=False, widget=_PASSWORD)

    def __init__(self, language: Language, person: Person, *arguments: Any, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """The two are the same, and good enough."""
        given = self.cleaned_data
        new = given.get("new_password")
        if new and given.get("again") and new != given["again"]:
            self.refuse("again", "account.not-the-same")
        elif new:
            self._judge(new)
        return given

    def _judge(self, password: str) -> None:
        for validator in get_default_password_validators():
            try:
                validator.validate(password, self.person)
            except ValidationError as problem:
                for found in problem.error_list:
                    self.refuse("new_password", f"account.{str(found.code).replace('_', '-')}")


class ChangePassword(NewPassword):
    """The old password, and a new one twice."""

    old_password = forms.CharField(
        max_length=300, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("old_password", "new_password", "again")

    def clean(self) -> dict[str, Any]:
        """The old password is right, and the new one another."""
        given = super().clean()
        if given.get("old_password") and not self.person.check_password(given["old_password"]):
            self.refuse("old_password", "account.wrong-password")
        elif given.get("old_password") and given["old_password"] == given.get("new_password"):
            self.refuse("new_password", "account.same-password")
        return given


class Code(Form):
    """The code that the second factor shows, or a backup code."""

    group = "account"
    code = forms.CharField(
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The code without spaces, in the digits 0 to 9."""
        return plain_digits(self.cleaned_data["code"]).lower()


class Invite(Form):
    """A new person."""

    group = "people"
    username = forms.RegexField(r"^[A-Za-z0-9._-]{2,50}$", widget=forms.TextInput(attrs={"autocapitalize": "none"}))
    full_name = forms.CharField(max_length=200)
    role = forms.ChoiceField()
    area = forms.CharField(max_length=64, required=False, widget=forms.TextInput(attrs={"list": "areas"}))
    party = forms.CharField(max_length=64, required=False, widget=forms.TextInput(attrs={"list": "parties"}))
    language_of_site = forms.ChoiceField(choices=LANGUAGES)

    def __init__(self, language: Language, *arguments: Any, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        roles: Any = self.fields["role"]
        roles.choices = [("", "—"), *((role.value, sentence(language, f"role.{role}")) for role in Role)]

    def clean(self) -> dict[str, Any]:
        """The name is free; a party agent has a party, and nobody else."""
        given = self.cleaned_data
        if Person.objects.filter(username__iexact=given.get("username", "")).exists():
            self.refuse("username", "people.username-taken")
        if given.get("role") == Role.AGENT and not given.get("party"):
            self.refuse("party", "people.agent-needs-party")
        if given.get("party") and given.get("role") not in (None, Role.AGENT):
            self.refuse("party", "people.party-of-agents-only")
        return given


class Move(Form):
    """Another area."""

    group = "people"
    area = forms.CharField(max_length=64, required=False, widget=forms.TextInput(attrs={"list": "areas"}))


def area_labels(areas: list[Area], language: Language) -> list[tuple[str, str]]:
    """Code and name of areas, for a list to choose from."""
    return [
        (
            area.code,
            Names(area.name or None, area.name_km or None, area.name_fr or None, area.name_en or None).text(
                language, area.code
            ),
        )
        for area in areas
    ]


def parties_of(election_id: int | None) -> list[str]:
    """The parties that stand in an election, by their codes."""
    return list(
        Option.objects.filter(contest__election=election_id)
        .exclude(party="")
        .order_by("party")
        .values_list("party", flat=True)
        .distinct()
    )
