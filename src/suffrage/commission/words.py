"""The site's words: whole sentences of `suffrage.words`, in the reader's language, from templates and views."""

from typing import Any

from django import template
from django.http import HttpRequest

from suffrage.model import Language, Names
from suffrage.words import LANGUAGES
from suffrage.words import say as say_in

register = template.Library()


def language_of(request: HttpRequest) -> Language:
    """The language that the reader chose, else that of their account, else Khmer."""
    person = getattr(request, "user", None)
    chosen = request.COOKIES.get("language") or getattr(person, "language", "km")
    return next((known for known in LANGUAGES if known == chosen), "km")


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template can use."""
    return {"language": language_of(request), "languages": LANGUAGES}


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **operands: Any) -> str:
    """A message of the group `commission` by its key: {% say "sign-in" %}; with operands {% say "stations" number=7 %}."""
    return say_in(context["language"], key if "." in key else f"commission.{key}", **operands)


@register.simple_tag(takes_context=True)
def named(context: template.Context, thing: Any) -> str:
    """The name of an area, contest, option … in the reader's language, or its code."""
    names = Names(
        name=thing.name or None, name_km=thing.name_km or None, name_fr=thing.name_fr or None, name_en=thing.name_en or None
    )
    return names.text(context["language"], thing.code)
