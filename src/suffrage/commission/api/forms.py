"""The form with which a person makes a token."""

from typing import Any

from django import forms

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.purposes import purposes_of
from suffrage.commission.api.tokens import DAYS
from suffrage.commission.forms import Form, plain_digits
from suffrage.commission.words import sentence
from suffrage.model import Language


class MakeToken(Form):
    """What it is called, what it is for, where, for how long; and the second factor, now."""

    group = "token"
    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    purposes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    area = forms.CharField(max_length=64, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    days = forms.TypedChoiceField(coerce=int)
    code = forms.CharField(
        max_length=30, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    )

    def __init__(self, language: Language, person: Person, *arguments: Any, **named: Any) -> None:
        super().__init__(language, *arguments, **named)
        purposes: Any = self.fields["purposes"]
        purposes.choices = [
            (known.value, sentence(language, f"token-purpose.{known}")) for known in purposes_of(Role(person.role))
        ]
        days: Any = self.fields["days"]
        days.choices = [(number, sentence(language, "token.for-days", days=number)) for number in DAYS]

    def clean_code(self) -> str:
        """The code without spaces, in the digits 0 to 9."""
        return plain_digits(self.cleaned_data["code"]).lower()
