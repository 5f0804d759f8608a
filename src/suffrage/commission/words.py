"""The site's words: whole sentences of `suffrage.words`, in the reader's language, from templates and views."""

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header

from suffrage.model import Language, Names
from suffrage.words import LANGUAGES
from suffrage.words import say as say_in
from suffrage.words.numbers import say_clock, say_date, say_integer

register = template.Library()


PROGRAMS = "/api/v1/"
"""With this begin the addresses that programs ask, not people."""


def language_of(request: HttpRequest) -> Language:
    """The language that the reader chose, else that of their account, else Khmer. A program asks for one by Accept-Language."""
    if request.path.startswith(PROGRAMS):
        return _accepted(request) or "km"
    person = getattr(request, "user", None)
    chosen = request.COOKIES.get("language") or getattr(person, "language", "km")
    return next((known for known in LANGUAGES if known == chosen), "km")


def _accepted(request: HttpRequest) -> Language | None:
    """The language that Accept-Language likes best of those that are known, without regard to its country; None: it knows none."""
    for accepted, _likes in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for known in LANGUAGES:
            if known == accepted.partition("-")[0]:
                return known
    return None


def sentence(language: Language, key: str, **operands: Any) -> str:
    """A message by its key, of the group `commission` where the key names no group."""
    return say_in(language, key if "." in key else f"commission.{key}", **operands)


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **operands: Any) -> str:
    """A message of the group `commission` by its key: {% say "sign-in" %}; with operands {% say "stations" number=7 %}."""
    return sentence(context["language"], key, **operands)


@register.simple_tag(takes_context=True)
def say_in_group(context: template.Context, group: str, key: str, **operands: Any) -> str:
    """A message whose key is a value: {% say_in_group "role" person.role %}."""
    return say_in(context["language"], f"{group}.{key}", **operands)


@register.simple_tag(takes_context=True)
def said(context: template.Context, value: Any) -> str:
    """A number, fraction or day as the reader's language writes it; for a moment, its day and time on the site's clock."""
    language = context["language"]
    if isinstance(value, datetime):
        return say_moment(language, value)
    if isinstance(value, date):
        return say_date(language, value)
    return say_integer(language, value) if isinstance(value, int) else str(value)


def say_moment(language: Language, moment: datetime) -> str:
    """A moment's day and time of day, on the site's clock."""
    local = timezone.localtime(moment)
    return f"{say_date(language, local)} {say_clock(language, local.strftime('%H:%M'))}"


@register.simple_tag(takes_context=True)
def named(context: template.Context, thing: Any) -> str:
    """The name of an area, contest, option … in the reader's language, or its code."""
    return names_of(context["language"], thing, thing.code)


def names_of(language: Language, thing: Any, otherwise: str) -> str:
    """The name of a thing that has names, in a language, or in another that is known."""
    names = Names(
        name=thing.name or None, name_km=thing.name_km or None, name_fr=thing.name_fr or None, name_en=thing.name_en or None
    )
    return names.text(language, otherwise)


@register.simple_tag(takes_context=True)
def other_address(context: template.Context, **changed: Any) -> str:
    """The address of this page with something else asked for: {% other_address page=2 %}."""
    asked = context["request"].GET.copy()
    for name, value in changed.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"


@register.filter
def clock(time: str, language: Language) -> str:
    """A time of day in the language's digits: {{ each.hour|clock:language }}."""
    return say_clock(language, time)


@register.filter
def in_words(names: Names, language: Language) -> str:
    """Names as the reader's language has them."""
    return names.text(language)
